package dev.latchkey.testsupport;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A web app in its own Jetty, on a free loopback port. */
public final class JettyApp implements AutoCloseable {

    /** An app in one method. */
    @FunctionalInterface
    public interface Page {
        void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context;

    private JettyApp(String contextPath) {
        context = new ServletContextHandler(contextPath);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
    }

    public static JettyApp at(String contextPath) {
        return new JettyApp(contextPath);
    }

    public JettyApp filter(Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        return this;
    }

    public JettyApp page(String path, Page page) {
        ServletHolder holder = new ServletHolder(path, new PageServlet(page));
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
        return this;
    }

    /** Passes requests to the app that Jetty would refuse as ambiguous. */
    public JettyApp lenient(boolean decodeAmbiguous) {
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.UNSAFE);
        context.getServletHandler().setDecodeAmbiguousURIs(decodeAmbiguous);
        return this;
    }

    public ServletContextHandler context() {
        return context;
    }

    public JettyApp start() throws Exception {
        server.start();
        return this;
    }

    public int port() {
        return connector.getLocalPort();
    }

    public RawAnswer get(String target, String... headers) throws IOException {
        return send("GET", target, headers);
    }

    public RawAnswer send(String method, String target, String... headers) throws IOException {
        return sendTo("app.example.com", method, target, headers);
    }

    public RawAnswer sendTo(String host, String method, String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        return RawAnswer.to(port(), request.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }

    private static final class PageServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Page page;

        PageServlet(Page page) {
            this.page = page;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            page.serve(request, response);
        }
    }
}
