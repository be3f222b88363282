package dev.latchkey.it.tomcat;

import dev.latchkey.it.app.AppInitializer;
import dev.latchkey.it.app.FilterInitializer;
import dev.latchkey.it.app.FilterListener;
import dev.latchkey.it.app.FilterRegistrar;
import dev.latchkey.it.app.WebSocketListener;
import dev.latchkey.it.launcher.Lifeline;
import dev.latchkey.it.launcher.Options;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** The app in an embedded Tomcat. */
public final class Launcher {

    private Launcher() {}

    public static void main(String[] none) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(
                Files.createDirectories(Options.directory().resolve("tomcat")).toString());
        Connector plain = connector(false);
        tomcat.setConnector(plain);
        Connector secure = Options.keyStore().isEmpty() ? null : connector(true);
        if (secure != null) {
            tomcat.getService().addConnector(secure);
        }
        if (Options.forwarded()) {
            tomcat.getHost().getPipeline().addValve(believing());
        }
        Context app = app(tomcat);
        tomcat.start();
        if (!app.getState().isAvailable()) {
            throw new IllegalStateException("the app did not start");
        }
        Lifeline.ready("http=" + plain.getLocalPort() + (secure == null ? "" : " tls=" + secure.getLocalPort()));
    }

    private static RemoteIpValve believing() {
        RemoteIpValve valve = new RemoteIpValve();
        valve.setHostHeader("X-Forwarded-Host");
        valve.setPortHeader("X-Forwarded-Port");
        return valve;
    }

    private static Connector connector(boolean tls) {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setAllowTrace(true);
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setConnectionTimeout(10_000);
        Http2Protocol http2 = new Http2Protocol();
        // Otherwise Tomcat closes a connection with many short requests before all of them are answered.
        http2.setOverheadCountFactor(0);
        http2.setOverheadResetFactor(0);
        http2.setOverheadDataThreshold(0);
        http2.setOverheadWindowUpdateThreshold(0);
        connector.addUpgradeProtocol(http2);
        if (Options.lax()) {
            connector.setAllowBackslash(true);
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
            connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
            connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
            connector.setRejectSuspiciousURIs(false);
        }
        if (tls) {
            SSLHostConfig host = new SSLHostConfig();
            SSLHostConfigCertificate certificate =
                    new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setCertificateKeystoreFile(Options.keyStore());
            certificate.setCertificateKeystorePassword("changeit");
            host.addCertificate(certificate);
            protocol.setSSLEnabled(true);
            connector.addSslHostConfig(host);
            connector.setSecure(true);
            connector.setScheme("https");
        }
        return connector;
    }

    private static Context app(Tomcat tomcat) throws IOException {
        Path web = Files.createDirectories(Options.directory().resolve("web"));
        Context context = tomcat.addContext(Options.contextPath(), web.toString());
        if (Options.files()) {
            Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        }
        ErrorPage errors = new ErrorPage();
        errors.setLocation(AppInitializer.ERROR_PAGE);
        context.addErrorPage(errors);
        if (Options.registration().equals("api")) {
            addFilter(context);
        }
        context.addServletContainerInitializer(new AppInitializer(), Set.of());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(new FilterInitializer(), Set.of());
        // By name, as web.xml has it: one that is handed over may not add a filter.
        context.addApplicationListener(FilterListener.class.getName());
        context.addApplicationListener(WebSocketListener.class.getName());
        return context;
    }

    private static void addFilter(Context context) {
        FilterDef filter = new FilterDef();
        filter.setFilterName("latchkey");
        filter.setFilter(FilterRegistrar.filter());
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("latchkey");
        map.addURLPattern("/*");
        for (DispatcherType type : DispatcherType.values()) {
            map.setDispatcher(type.name());
        }
        context.addFilterMap(map);
    }
}
