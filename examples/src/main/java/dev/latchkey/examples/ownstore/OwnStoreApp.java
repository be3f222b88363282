package dev.latchkey.examples.ownstore;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;

/** Serves {@code /api} to the tenants of a {@link TenantTable}. */
public final class OwnStoreApp {

    private OwnStoreApp() {}

    /**
     * Serves it on port 8080 for one tenant.
     *
     * @param args the tenant's API key, and the SHA-256 of the tenant's secret in hex
     */
    public static void main(String[] args) throws Exception {
        TenantTable table = new TenantTable();
        table.save(new Tenant("the first tenant", args[0], args[1], true));
        start(8080, table).join();
    }

    static Server start(int port, TenantTable table) throws Exception {
        // Signing keys and ended sessions live in memory. After a restart, clients present their credentials again.
        AccessGate gate = AccessGate.builder()
                .credentialStore(new TenantCredentials(table))
                .application(Application.named("api")
                        .domain("*")
                        .anyValidServiceToken(true)
                        .build())
                .build();

        ServletContextHandler app = new ServletContextHandler();
        app.addServletContainerInitializer((classes, context) -> AccessFilter.register(context, gate));
        app.addServlet(ApiServlet.class, "/api");
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(app);
        server.start();
        return server;
    }

    /** The app. */
    public static final class ApiServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        /** For the container. */
        public ApiServlet() {}

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().println("Hello, " + request.getRemoteUser());
        }
    }
}
