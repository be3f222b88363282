package dev.latchkey.it.boot;

import dev.latchkey.it.app.AnnotatedEndpoint;
import dev.latchkey.it.app.Handshakes;
import dev.latchkey.it.app.Journal;
import dev.latchkey.it.app.ProgrammaticEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

/** JSR 356 endpoints, which the container serves, and a handler of Spring's own, behind its dispatcher servlet. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSockets implements WebSocketConfigurer {

    @Bean
    ServerEndpointExporter exporter() {
        ServerEndpointExporter exporter = new ServerEndpointExporter();
        exporter.setAnnotatedEndpointClasses(AnnotatedEndpoint.class);
        return exporter;
    }

    @Bean
    ServerEndpointConfig programmatic() {
        return ServerEndpointConfig.Builder.create(ProgrammaticEndpoint.class, "/ws/{area}/programmatic")
                .configurator(new Handshakes())
                .build();
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        for (String area : List.of("open", "secure", "other", "single")) {
            registry.addHandler(new Handler(area), "/ws/" + area + "/spring").setAllowedOrigins("*");
        }
    }

    /** Notes what it sees of the handshake. */
    private static final class Handler extends TextWebSocketHandler {

        private final String area;

        Handler(String area) {
            this.area = area;
        }

        @Override
        public void afterConnectionEstablished(WebSocketSession session) throws Exception {
            Journal.Entry entry = Journal.ofThisApp().note("ws", "SPRING", area);
            if (session.getUri() != null) {
                entry.with("host", session.getUri().getHost());
            }
            if (session.getPrincipal() != null) {
                entry.with("principal", session.getPrincipal().getName());
            }
            session.getHandshakeHeaders()
                    .forEach((name, values) -> entry.with("header:" + name, String.join("\u0001", values)));
            entry.with(
                    "asked:CF-Access-Client-Secret",
                    session.getHandshakeHeaders().getFirst("CF-Access-Client-Secret"));
            entry.add();
            session.sendMessage(new TextMessage("ran"));
        }
    }
}
