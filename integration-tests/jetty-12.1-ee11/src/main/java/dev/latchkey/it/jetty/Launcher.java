package dev.latchkey.it.jetty;

import dev.latchkey.it.app.AppInitializer;
import dev.latchkey.it.app.FilterInitializer;
import dev.latchkey.it.app.FilterListener;
import dev.latchkey.it.app.FilterRegistrar;
import dev.latchkey.it.app.WebSocketListener;
import dev.latchkey.it.app.WebXml;
import dev.latchkey.it.launcher.Lifeline;
import dev.latchkey.it.launcher.Options;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee11.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The app in an embedded Jetty with the servlets of EE 11. */
public final class Launcher {

    private static final String CONTAINER_JARS = "org.eclipse.jetty.server.webapp.ContainerIncludeJarPattern";

    private Launcher() {}

    public static void main(String[] none) throws Exception {
        Server server = new Server();
        ServerConnector plain = connector(server, false);
        ServerConnector secure = Options.keyStore().isEmpty() ? null : connector(server, true);
        server.setHandler(Options.registration().equals("web.xml") ? webApp() : app());
        server.start();
        Lifeline.ready("http=" + plain.getLocalPort() + (secure == null ? "" : " tls=" + secure.getLocalPort()));
    }

    private static ServerConnector connector(Server server, boolean tls) {
        HttpConfiguration configuration = new HttpConfiguration();
        if (Options.lax()) {
            configuration.setUriCompliance(UriCompliance.UNSAFE);
        }
        if (Options.forwarded()) {
            configuration.addCustomizer(new ForwardedRequestCustomizer());
        }
        ServerConnector connector;
        if (tls) {
            SecureRequestCustomizer customizer = new SecureRequestCustomizer();
            customizer.setSniHostCheck(false);
            configuration.addCustomizer(customizer);
            SslContextFactory.Server keys = new SslContextFactory.Server();
            keys.setKeyStorePath(Options.keyStore());
            keys.setKeyStorePassword("changeit");
            HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
            HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
            alpn.setDefaultProtocol(http1.getProtocol());
            connector = new ServerConnector(
                    server, 1, 2, new SslConnectionFactory(keys, alpn.getProtocol()), alpn, http2, http1);
        } else {
            connector = new ServerConnector(
                    server,
                    1,
                    2,
                    new HttpConnectionFactory(configuration),
                    new HTTP2CServerConnectionFactory(configuration));
        }
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(10_000);
        server.addConnector(connector);
        return connector;
    }

    private static ServletContextHandler app() {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(Options.contextPath().isEmpty() ? "/" : Options.contextPath());
        URI web = Options.directory().resolve("web").toUri();
        context.setBaseResourceAsString(web.toString());
        if (Options.files()) {
            context.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
        }
        if (Options.lax()) {
            context.getServletHandler().setDecodeAmbiguousURIs(true);
        }
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(400, 599, AppInitializer.ERROR_PAGE);
        context.setErrorHandler(errors);
        if (Options.registration().equals("api")) {
            FilterHolder filter = new FilterHolder(FilterRegistrar.filter());
            filter.setAsyncSupported(true);
            context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        }
        context.addServletContainerInitializer(new AppInitializer());
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> WebSocketListener.deploy(container));
        context.addServletContainerInitializer(new FilterInitializer());
        context.addEventListener(new FilterListener());
        return context;
    }

    /** As a WAR is deployed: by its descriptor, its initializers and a scan of its classes. */
    private static ServletContextHandler webApp() throws IOException {
        Path web = Options.directory().resolve("web");
        WebXml.write(web);
        WebAppContext app = new WebAppContext();
        app.setContextPath(Options.contextPath().isEmpty() ? "/" : Options.contextPath());
        app.setWar(web.toString());
        app.setParentLoaderPriority(true);
        app.setThrowUnavailableOnStartupException(true);
        app.addConfiguration(new AnnotationConfiguration());
        app.setAttribute(CONTAINER_JARS, ".*/app/target/classes/|.*/latchkey-it-app-[^/]*\\.jar");
        if (Options.lax()) {
            app.getServletHandler().setDecodeAmbiguousURIs(true);
        }
        return app;
    }
}
