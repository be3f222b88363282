package dev.latchkey.examples.programmatic;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;

/** Serves {@code /jobs} behind an {@link AccessListener}. */
public final class ProgrammaticApp {

    private ProgrammaticApp() {}

    /**
     * Serves it on port 8080.
     *
     * @param args the Client ID, and the SHA-256 of the client's secret in hex
     */
    public static void main(String[] args) throws Exception {
        start(8080, Map.of("client-id", args[0], "client-secret-digest", args[1]))
                .join();
    }

    static Server start(int port, Map<String, String> parameters) throws Exception {
        ServletContextHandler app = new ServletContextHandler();
        parameters.forEach(app::setInitParameter);
        app.addEventListener(new AccessListener());
        app.addServlet(JobsServlet.class, "/jobs");
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(app);
        server.start();
        return server;
    }

    /** The app. */
    public static final class JobsServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        /** For the container. */
        public JobsServlet() {}

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().println("The jobs of " + request.getRemoteUser());
        }
    }
}
