package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Notes what an endpoint can see of the handshake. */
public final class Handshakes extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        String path = request.getRequestURI().getPath();
        String inside = path.startsWith(Options.contextPath())
                ? path.substring(Options.contextPath().length())
                : path;
        String area = Areas.of(inside);
        Journal.Entry entry = Journal.ofThisApp()
                .note("ws", "HANDSHAKE", area == null ? "unmatched" : area)
                .with(
                        "principal",
                        request.getUserPrincipal() == null
                                ? null
                                : request.getUserPrincipal().getName())
                .with("host", request.getRequestURI().getHost())
                .with("uri", request.getRequestURI());
        request.getHeaders().forEach((name, values) -> entry.with("header:" + name, String.join("\u0001", values)));
        for (String name : List.of("CF-Access-Client-Secret", "Cf-Access-Jwt-Assertion")) {
            List<String> asked = request.getHeaders().get(name);
            entry.with("asked:" + name, asked == null || asked.isEmpty() ? null : asked.get(0));
        }
        entry.add();
    }
}
