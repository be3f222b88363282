package dev.latchkey.it.undertow;

import dev.latchkey.it.app.AppInitializer;
import dev.latchkey.it.app.FilterInitializer;
import dev.latchkey.it.app.FilterListener;
import dev.latchkey.it.app.FilterRegistrar;
import dev.latchkey.it.app.WebSocketListener;
import dev.latchkey.it.launcher.Lifeline;
import dev.latchkey.it.launcher.Options;
import dev.latchkey.servlet.AccessFilter;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.handlers.DefaultServlet;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContainerInitializer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The app in an embedded Undertow. */
public final class Launcher {

    private Launcher() {}

    public static void main(String[] none) throws Exception {
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(app());
        manager.deploy();
        HttpHandler handler = Handlers.path()
                .addPrefixPath(Options.contextPath().isEmpty() ? "/" : Options.contextPath(), manager.start());
        if (Options.forwarded()) {
            handler = Handlers.proxyPeerAddress(handler);
        }
        boolean tls = !Options.keyStore().isEmpty();
        Undertow.Builder builder = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(8)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 10_000)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
                .setHandler(handler);
        if (Options.lax()) {
            builder.setServerOption(UndertowOptions.DECODE_SLASH, true)
                    .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                    .setServerOption(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, true);
        }
        if (tls) {
            builder.addHttpsListener(0, "127.0.0.1", sslContext());
        }
        Undertow server = builder.build();
        server.start();
        StringBuilder ports = new StringBuilder();
        for (Undertow.ListenerInfo listener : server.getListenerInfo()) {
            String name = listener.getProtcol().equals("https") ? "tls" : "http";
            ports.append(ports.isEmpty() ? "" : " ").append(name).append('=');
            ports.append(((InetSocketAddress) listener.getAddress()).getPort());
        }
        Lifeline.ready(ports.toString());
    }

    private static SSLContext sslContext() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(Path.of(Options.keyStore()))) {
            keys.load(file, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static DeploymentInfo app() throws Exception {
        DeploymentInfo app = Servlets.deployment()
                .setClassLoader(Launcher.class.getClassLoader())
                .setContextPath(Options.contextPath().isEmpty() ? "/" : Options.contextPath())
                .setDeploymentName("app");
        if (Options.files()) {
            Path web = Files.createDirectories(Options.directory().resolve("web"));
            app.setResourceManager(new PathResourceManager(web));
            app.addServlet(Servlets.servlet("default", DefaultServlet.class).addMapping("/"));
        }
        app.addErrorPage(new ErrorPage(AppInitializer.ERROR_PAGE));
        if (Options.registration().equals("api")) {
            AccessFilter filter = FilterRegistrar.filter();
            app.addFilter(Servlets.filter("latchkey", AccessFilter.class, new ImmediateInstanceFactory<>(filter))
                    .setAsyncSupported(true));
            for (DispatcherType type : DispatcherType.values()) {
                app.addFilterUrlMapping("latchkey", "/*", type);
            }
        }
        initializer(app, new AppInitializer());
        app.addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo());
        initializer(app, new FilterInitializer());
        app.addListener(Servlets.listener(FilterListener.class));
        app.addListener(Servlets.listener(WebSocketListener.class));
        return app;
    }

    private static <T extends ServletContainerInitializer> void initializer(DeploymentInfo app, T initializer) {
        app.addServletContainerInitializer(new ServletContainerInitializerInfo(
                initializer.getClass(),
                new ImmediateInstanceFactory<ServletContainerInitializer>(initializer),
                Set.of()));
    }
}
