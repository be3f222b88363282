package dev.latchkey.examples.quickstart;

import dev.latchkey.AccessGate;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Starts an app behind Latchkey on 127.0.0.1. {@link Settings} lists what you can set. */
public final class QuickStart implements AutoCloseable {

    private final Server server;
    private final OpenStore store;
    private final AccessGate gate;
    private final Greeting greeting;

    private QuickStart(Server server, OpenStore store, AccessGate gate, Greeting greeting) {
        this.server = server;
        this.store = store;
        this.gate = gate;
        this.greeting = greeting;
    }

    /** Runs until Ctrl-C. If it cannot start, it prints the reason to standard error and exits with 1. */
    public static void main(String[] args) throws Exception {
        try {
            QuickStart running = start(Settings.ofSystemProperties());
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
            running.greeting().print(System.out);
        } catch (StartException e) {
            System.err.println("The quick start cannot start: " + e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /** Returns a quick start that answers requests. */
    static QuickStart start(Settings settings) throws Exception {
        OpenStore store = DemoStore.open(settings);
        try {
            Server server = listen(settings.port());
            IssuedServiceToken issued = DemoStore.prepare(store, settings, Instant.now());
            DemoManagement management = DemoManagement.of(store);
            AccessGate gate = AccessGate.builder().store(store.store()).build();
            ServletContextHandler app = app(gate);
            app.addServletContainerInitializer((classes, context) -> management
                    .servlet(Administration.builder(store.store()).build())
                    .register(context, "/" + DemoManagement.PATH + "/*"));
            server.setHandler(new FrontPage(app));
            server.start();
            return new QuickStart(
                    server,
                    store,
                    gate,
                    new Greeting(server.getURI(), settings.data(), store.where(), issued, management));
        } catch (Exception e) {
            store.close();
            throw e;
        }
    }

    /** Returns the calls to print. */
    Greeting greeting() {
        return greeting;
    }

    /** Stops the server, and closes gate and store. */
    @Override
    public void close() {
        // The gate still writes last uses, so it is closed before the store.
        try (store;
                gate) {
            server.stop();
        } catch (Exception e) {
            System.err.println("The quick start could not be stopped cleanly: " + e);
        }
    }

    /** Returns the app with the filter in front of it. */
    static ServletContextHandler app(AccessGate gate) {
        ServletContextHandler app = new ServletContextHandler();
        app.addServletContainerInitializer((classes, context) -> {
            AccessFilter.register(context, gate);
            context.addServlet("whoami", new WhoAmIServlet()).addMapping("/whoami", "/webhooks/whoami");
        });
        return app;
    }

    /** Opens the port before anything is written, so that a failed start leaves nothing behind. */
    private static Server listen(int port) throws StartException {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        try {
            connector.open();
        } catch (IOException e) {
            String why = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            throw new StartException(
                    "port " + port + " is not available (" + why + "); -Dlatchkey.port=0 selects any free port");
        }
        return server;
    }
}
