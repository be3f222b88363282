package dev.latchkey.it.app;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** An endpoint that a scan of the classes finds. */
@ServerEndpoint(value = "/ws/{area}/annotated", configurator = Handshakes.class)
public final class AnnotatedEndpoint {

    @OnOpen
    public void opened(Session session, @PathParam("area") String area) throws IOException {
        Journal.ofThisApp()
                .note("ws", "ANNOTATED", area)
                .with(
                        "principal",
                        session.getUserPrincipal() == null
                                ? null
                                : session.getUserPrincipal().getName())
                .with("host", session.getRequestURI().getHost())
                .add();
        session.getBasicRemote().sendText("ran");
    }
}
