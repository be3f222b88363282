package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

/** Deploys the endpoints in code, the annotated one only where no scan finds it. */
public final class WebSocketListener implements ServletContextListener {

    private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (!(event.getServletContext().getAttribute(CONTAINER) instanceof ServerContainer container)) {
            throw new IllegalStateException("no WebSocket container here");
        }
        deploy(container);
    }

    /** Deploys to a container that is handed over in another way than by the context. */
    public static void deploy(ServerContainer container) {
        try {
            container.addEndpoint(
                    ServerEndpointConfig.Builder.create(ProgrammaticEndpoint.class, "/ws/{area}/programmatic")
                            .configurator(new Handshakes())
                            .build());
            if (Options.war().isEmpty() && !Options.registration().equals("web.xml")) {
                container.addEndpoint(AnnotatedEndpoint.class);
            }
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }
}
