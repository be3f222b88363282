package dev.latchkey.it.app;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An endpoint that is deployed in code. */
public final class ProgrammaticEndpoint extends Endpoint {

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Journal.ofThisApp()
                .note("ws", "PROGRAMMATIC", session.getPathParameters().getOrDefault("area", "unmatched"))
                .with(
                        "principal",
                        session.getUserPrincipal() == null
                                ? null
                                : session.getUserPrincipal().getName())
                .with("host", session.getRequestURI().getHost())
                .add();
        try {
            session.getBasicRemote().sendText("ran");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
