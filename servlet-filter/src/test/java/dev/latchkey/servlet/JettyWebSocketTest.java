package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("WebSocket handshakes on Jetty (request contract, section 5)")
final class JettyWebSocketTest {

    private static final AccessGate GATE =
            TestGate.of(TestGate.application("all", "*").build());
    private static final String[] HANDSHAKE = {
        "Upgrade: websocket", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13"
    };

    private final JettyApp app = JettyApp.at("/").page("/*", Seen::tell);

    @AfterEach
    void stop() {
        app.close();
    }

    /** An endpoint of Jetty's own API. */
    public static final class Native implements Session.Listener.AutoDemanding {

        private final String seen;

        public Native(String seen) {
            this.seen = seen;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            session.sendText(seen, Callback.NOOP);
        }
    }

    static Stream<Named<Consumer<ServletContextHandler>>> waysToRegister() {
        return Stream.of(
                Named.of("FilterHolder, then endpoints", context -> {
                    holder(context, EnumSet.allOf(DispatcherType.class));
                    endpoints(context);
                }),
                Named.of("endpoints, then FilterHolder", context -> {
                    endpoints(context);
                    holder(context, EnumSet.allOf(DispatcherType.class));
                }),
                Named.of("FilterHolder for requests alone", context -> {
                    holder(context, EnumSet.of(DispatcherType.REQUEST));
                    endpoints(context);
                }),
                Named.of("initializer before Jetty's", context -> {
                    context.addServletContainerInitializer(registering());
                    endpoints(context);
                }),
                Named.of("initializer after Jetty's", context -> {
                    endpoints(context);
                    context.addServletContainerInitializer(registering());
                }),
                Named.of("listener", context -> {
                    endpoints(context);
                    listener(context);
                }),
                Named.of("listener, endpoints added later", context -> {
                    JettyWebSocketServletContainerInitializer.configure(context, null);
                    JakartaWebSocketServletContainerInitializer.configure(
                            context, (servletContext, container) -> container.addEndpoint(EchoHandshake.class));
                    listener(context);
                    lateEndpoint(context);
                }),
                Named.of("by hand in front, before Jetty's initializer", context -> {
                    context.addServletContainerInitializer(byHand(false));
                    endpoints(context);
                }),
                Named.of("by hand at the end, before Jetty's initializer", context -> {
                    context.addServletContainerInitializer(byHand(true));
                    endpoints(context);
                }),
                Named.of("by hand after another filter and Jetty's initializer", context -> {
                    context.addServletContainerInitializer(anotherInFront());
                    endpoints(context);
                    context.addServletContainerInitializer(byHand(false));
                }),
                Named.of("initializer after another filter and Jetty's", context -> {
                    context.addServletContainerInitializer(anotherInFront());
                    endpoints(context);
                    context.addServletContainerInitializer(registering());
                }),
                Named.of("FilterHolder, WebSocket set up by a servlet", context -> {
                    holder(context, EnumSet.of(DispatcherType.REQUEST));
                    atStart(context, servletContext -> {
                        JakartaWebSocketServletContainerInitializer.initialize(context)
                                .addEndpoint(EchoHandshake.class);
                        addNative(JettyWebSocketServerContainer.ensureContainer(servletContext));
                    });
                }));
    }

    private static ServletContainerInitializer byHand(boolean atTheEnd) {
        return (classes, context) ->
                context.addFilter("mine", new AccessFilter(GATE)).addMappingForUrlPatterns(null, atTheEnd, "/*");
    }

    /** A filter of the app that only prepares requests. */
    private static ServletContainerInitializer anotherInFront() {
        return (classes, context) -> context.addFilter(
                        "another", (request, response, chain) -> chain.doFilter(request, response))
                .addMappingForUrlPatterns(null, false, "/*");
    }

    private static ServletContainerInitializer registering() {
        return (classes, context) -> AccessFilter.register(context, GATE);
    }

    private static void listener(ServletContextHandler context) {
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                AccessFilter.register(event.getServletContext(), GATE);
            }
        });
    }

    private static void holder(ServletContextHandler context, EnumSet<DispatcherType> types) {
        context.addFilter(new FilterHolder(new AccessFilter(GATE)), "/*", types);
    }

    private static void endpoints(ServletContextHandler context) {
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> container.addEndpoint(EchoHandshake.class));
        JettyWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> addNative(container));
    }

    private static void addNative(JettyWebSocketServerContainer container) {
        container.addMapping(
                "/ws/native",
                (request, response) ->
                        new Native("principal=" + request.getUserPrincipal() + "\n" + request.getHeaders()
                                + "\nsession=" + request.getHttpServletRequest().getRemoteUser()));
    }

    private static void lateEndpoint(ServletContextHandler context) {
        atStart(context, servletContext -> addNative(JettyWebSocketServerContainer.getContainer(servletContext)));
    }

    /** Runs when a servlet is initialized, which is after the filters. */
    private interface AtStart {
        void act(ServletContext context) throws DeploymentException;
    }

    private static void atStart(ServletContextHandler context, AtStart act) {
        ServletHolder late = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            public void init() throws ServletException {
                try {
                    act.act(getServletContext());
                } catch (DeploymentException e) {
                    throw new ServletException(e);
                }
            }
        });
        late.setInitOrder(1);
        context.addServlet(late, "/late");
    }

    @ParameterizedTest
    @MethodSource("waysToRegister")
    void deniesHandshakeWithoutCredential(Consumer<ServletContextHandler> way) throws Exception {
        way.accept(app.context());
        app.start();

        for (String path : new String[] {"/ws/echo", "/ws/native"}) {
            assertThat(shake(path)).startsWith("HTTP/1.1 401 ").doesNotContain("principal=");
            assertThat(shake(path, "CF-Access-Client-Id: " + TestGate.ID, "CF-Access-Client-Secret: wrong"))
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContain("principal=");
        }
    }

    @ParameterizedTest
    @MethodSource("waysToRegister")
    void endpointSeesIdentityAndNoSecret(Consumer<ServletContextHandler> way) throws Exception {
        way.accept(app.context());
        app.start();

        for (String path : new String[] {"/ws/echo", "/ws/native"}) {
            String answer = shake(
                    path,
                    TestGate.PAIR[0],
                    TestGate.PAIR[1],
                    "Cf-Access-Jwt-Assertion: made.up",
                    "CF_Access_Jwt_Assertion: made.up");

            assertThat(answer)
                    .startsWith("HTTP/1.1 101 ")
                    .contains("principal=ServiceIdentity")
                    .contains(TestGate.ID)
                    .containsPattern("(?i)Cf-Access-Jwt-Assertion=\\[ey")
                    .doesNotContain(TestGate.SECRET)
                    .doesNotContain("made.up");
        }
    }

    static Stream<Named<Consumer<ServletContextHandler>>> waysToRegisterBeforeWebSocketIsUsed() {
        return Stream.of(
                Named.of("listener", context -> {
                    JettyWebSocketServletContainerInitializer.configure(context, null);
                    listener(context);
                }),
                Named.of("FilterHolder", context -> {
                    JettyWebSocketServletContainerInitializer.configure(context, null);
                    holder(context, EnumSet.of(DispatcherType.REQUEST));
                }),
                Named.of(
                        "FilterHolder, nothing set up",
                        context -> holder(context, EnumSet.of(DispatcherType.REQUEST))));
    }

    @ParameterizedTest
    @MethodSource("waysToRegisterBeforeWebSocketIsUsed")
    void deniesHandshakeAtEndpointAddedLater(Consumer<ServletContextHandler> way) throws Exception {
        way.accept(app.context());
        app.start();
        assertThat(shake("/ws/native", TestGate.PAIR)).startsWith("HTTP/1.1 200 ");

        addNative(JettyWebSocketServerContainer.ensureContainer(app.context().getServletContext()));

        assertThat(shake("/ws/native")).startsWith("HTTP/1.1 401 ");
        assertThat(shake("/ws/native", TestGate.PAIR))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContain(TestGate.SECRET);
    }

    @Test
    void worksAfterContextRestart() throws Exception {
        holder(app.context(), EnumSet.of(DispatcherType.REQUEST));
        endpoints(app.context());
        app.start();
        app.context().stop();
        app.context().start();

        assertThat(shake("/ws/echo")).startsWith("HTTP/1.1 401 ");
        assertThat(shake("/ws/echo", TestGate.PAIR)).startsWith("HTTP/1.1 101 ");
    }

    /** Returns everything that the server sends until the endpoint's message, or until it closes. */
    private String shake(String path, String... headers) throws Exception {
        return RawAnswer.untilText(app.port(), request(path, headers), "session=");
    }

    private static byte[] request(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: app.example.com\r\n");
        Stream.concat(Stream.of(HANDSHAKE), Stream.of(headers))
                .forEach(header -> request.append(header).append("\r\n"));
        return request.append("Connection: Upgrade, close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
