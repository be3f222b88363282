package dev.latchkey.examples.webxml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;

/** Serves the web app in {@code src/main/resources/webxml-example}, whose code does not use Latchkey. */
public final class WebXmlApp {

    private WebXmlApp() {}

    /** Serves it on port 8080. */
    public static void main(String[] args) throws Exception {
        URL directory = Objects.requireNonNull(WebXmlApp.class.getResource("/webxml-example"));
        start(8080, Path.of(directory.toURI())).join();
    }

    static Server start(int port, Path directory) throws Exception {
        WebAppContext app = new WebAppContext();
        app.setBaseResourceAsPath(directory);
        app.setThrowUnavailableOnStartupException(true);
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(app);
        server.start();
        return server;
    }
}
