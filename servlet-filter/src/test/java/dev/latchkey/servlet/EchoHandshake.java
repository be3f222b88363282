package dev.latchkey.servlet;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;

/** An endpoint that sends what it saw of the handshake once it is open. */
@ServerEndpoint(value = "/ws/echo", configurator = EchoHandshake.Keeping.class)
public final class EchoHandshake {

    /** Stores the handshake's data for the endpoint. */
    public static final class Keeping extends ServerEndpointConfig.Configurator {

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            config.getUserProperties()
                    .put("seen", "principal=" + request.getUserPrincipal() + "\n" + request.getHeaders() + "\n");
        }
    }

    @OnOpen
    public void tell(Session session) throws IOException {
        session.getBasicRemote()
                .sendText(session.getUserProperties().get("seen") + "session=" + session.getUserPrincipal());
    }
}
