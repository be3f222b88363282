package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("WebSocket handshakes on Tomcat (request contract, section 5)")
final class TomcatWebSocketTest {

    private static final AccessGate GATE =
            TestGate.of(TestGate.application("all", "*").build());

    private final Tomcat tomcat = new Tomcat();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    static Stream<Named<Consumer<ServletContext>>> waysToRegister() {
        return Stream.of(
                Named.of("register", context -> AccessFilter.register(context, GATE)),
                Named.of(
                        "last, for requests alone",
                        context -> context.addFilter("ours", new AccessFilter(GATE))
                                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*")),
                Named.of(
                        "last, for all dispatcher types",
                        context -> context.addFilter("ours", new AccessFilter(GATE))
                                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*")));
    }

    @ParameterizedTest
    @MethodSource("waysToRegister")
    void deniesHandshakeWithoutCredential(Consumer<ServletContext> registering) throws Exception {
        start(registering);
        assertThat(handshake("\r\n\r\n")).contains("HTTP/1.1 401");
        assertThat(handshake("\r\n\r\n", "CF-Access-Client-Id: " + TestGate.ID, "CF-Access-Client-Secret: wrong"))
                .contains("HTTP/1.1 401");
        assertThat(handshake("session=", TestGate.PAIR))
                .contains("HTTP/1.1 101")
                .contains("principal=")
                .doesNotContain(TestGate.SECRET);
    }

    @Test
    void staysBehindPreparingFilters() throws Exception {
        start(context -> {
            Filter preparing = (request, response, chain) -> {
                ((HttpServletResponse) response).setHeader("X-Prepared", "yes");
                chain.doFilter(request, response);
            };
            context.addFilter("preparing", preparing).addMappingForUrlPatterns(null, false, "/*");
            context.addFilter("ours", new AccessFilter(GATE)).addMappingForUrlPatterns(null, false, "/*");
        });
        assertThat(handshake("\r\n\r\n")).contains("HTTP/1.1 401").contains("X-Prepared: yes");
    }

    private void start(Consumer<ServletContext> registering) throws Exception {
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        context.addServletContainerInitializer(new WsSci(), Set.of(EchoHandshake.class));
        context.addServletContainerInitializer((none, servlets) -> registering.accept(servlets), Set.of());
        tomcat.start();
        assertThat(context.getState().isAvailable()).isTrue();
    }

    private String handshake(String until, String... headers) throws Exception {
        String request = "GET /ws/echo HTTP/1.1\r\nHost: app.example.com\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                + String.join("", Stream.of(headers).map(each -> each + "\r\n").toList()) + "\r\n";
        return RawAnswer.untilText(
                tomcat.getConnector().getLocalPort(), request.getBytes(StandardCharsets.ISO_8859_1), until);
    }
}
