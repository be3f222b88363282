package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessGate;
import dev.latchkey.ServiceIdentity;
import dev.latchkey.servlet.registration.PlacementInitializer;
import dev.latchkey.testsupport.JettyApp;
import io.quarkus.websockets.runtime.WebSocketsOfQuarkus;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

final class AccessFilterTest {

    private final AccessGate gate = TestGate.of(TestGate.application("all", "*").build());
    private final ServletContext context = mock(ServletContext.class);
    private final FilterChain chain = mock(FilterChain.class);

    @TempDir
    private Path directory;

    @Test
    void registersForEverything() {
        FilterRegistration.Dynamic registration = mock(FilterRegistration.Dynamic.class);
        when(context.addFilter(eq("latchkey"), any(AccessFilter.class))).thenReturn(registration);

        assertThat(AccessFilter.register(context, gate)).isSameAs(registration);

        verify(registration).setAsyncSupported(true);
        verify(registration).addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    @Test
    void registersOnce() {
        assertThatThrownBy(() -> AccessFilter.register(context, gate))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("latchkey");
    }

    @Test
    void closesWhatItWasGivenIfItCannotRegister() throws Exception {
        AccessGate unused = mock(AccessGate.class);
        AutoCloseable store = mock(AutoCloseable.class);

        assertThatThrownBy(() -> AccessFilter.register(context, unused, store))
                .isInstanceOf(IllegalStateException.class);

        InOrder order = inOrder(unused, store);
        order.verify(unused).close();
        order.verify(store).close();
    }

    @Test
    void closesWhatItWasGivenIfItCannotStart() throws Exception {
        AutoCloseable store = mock(AutoCloseable.class);
        AccessFilter filter = registered(store);
        verify(store, never()).close();
        TestFilterConfig config = TestFilterConfig.registered("domain", "*");

        assertThatThrownBy(() -> filter.init(config)).isInstanceOf(ServletException.class);

        verify(store).close();
        // So that the container may try again.
        verify(config.context()).removeAttribute("dev.latchkey.servlet.placed.gate");
    }

    @Test
    void closesWhatItWasGivenAtTheEndOfTheWebAppEvenIfItWasNeverUsed() throws Exception {
        AutoCloseable store = mock(AutoCloseable.class);
        registered(store);
        ArgumentCaptor<Object> closing = ArgumentCaptor.forClass(Object.class);
        verify(context).setAttribute(eq("dev.latchkey.servlet.closing"), closing.capture());
        when(context.getAttribute("dev.latchkey.servlet.closing")).thenReturn(closing.getValue());
        ArgumentCaptor<ServletContextListener> end = ArgumentCaptor.forClass(ServletContextListener.class);
        new PlacementInitializer().onStartup(null, context);
        verify(context).addListener(end.capture());

        end.getValue().contextDestroyed(new ServletContextEvent(context));

        verify(store).close();
    }

    /** Registers a filter that owns {@code store}, and returns it. */
    private AccessFilter registered(AutoCloseable store) {
        ArgumentCaptor<AccessFilter> filter = ArgumentCaptor.forClass(AccessFilter.class);
        when(context.addFilter(eq("latchkey"), filter.capture())).thenReturn(mock(FilterRegistration.Dynamic.class));
        AccessFilter.register(context, gate, store);
        return filter.getValue();
    }

    @Test
    void findsTheIdentityBelowOtherWrappers() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        JettyApp app = JettyApp.at("/").filter(new AccessFilter(gate)).page("/*", (request, response) -> {
            ServiceIdentity identity = AccessFilter.identityOf(new HttpServletRequestWrapper(request));
            seen.add(identity == null ? "nobody" : identity.clientId());
            request.logout();
            seen.add(AccessFilter.identityOf(request) == null ? "logged out" : "still there");
        });
        try (app) {
            app.start();
            app.get("/here", TestGate.PAIR);
        }

        assertThat(seen).containsExactly(TestGate.ID, "logged out");
        assertThat(AccessFilter.identityOf(mock(HttpServletRequest.class))).isNull();
    }

    @Test
    void worksWhenRegistered() throws Exception {
        JettyApp app = JettyApp.at("/").page("/*", Seen::tell);
        // @start region="register"
        ServletContextListener listener = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                AccessFilter.register(event.getServletContext(), gate);
            }
        };
        // @end
        app.context().addEventListener(listener);
        try (app) {
            app.start();

            assertThat(app.get("/here").status()).isEqualTo(401);
            assertThat(app.get("/here", TestGate.PAIR).status()).isEqualTo(200);
        }
    }

    @Test
    void buildsAndClosesGateFromInitParameters() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [{"name": "a", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [{"client_id": "%s", "name": "job", "duration": "forever",
                                     "client_secret_digest": "%s"}]}
                """.formatted(
                        TestGate.ID, TestGate.TOKEN.digest().toStoredText()));
        FilterHolder holder = new FilterHolder(AccessFilter.class);
        holder.setInitParameter("configuration", file.toString());
        holder.setAsyncSupported(true);
        JettyApp app = JettyApp.at("/").page("/*", Seen::tell);
        app.context().addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        AccessFilter filter;
        try (app) {
            app.start();
            filter = (AccessFilter) holder.getFilter();

            assertThat(app.get("/here").status()).isEqualTo(401);
            assertThat(app.get("/here", TestGate.PAIR).status()).isEqualTo(200);
        }
        HttpServletRequest request = mock(HttpServletRequest.class);
        assertThatThrownBy(() -> filter.doFilter(request, mock(HttpServletResponse.class), chain))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("destroyed");
    }

    @Test
    void worksAfterContextRestart() throws Exception {
        JettyApp app = JettyApp.at("/").page("/*", Seen::tell);
        FilterHolder holder = new FilterHolder(new AccessFilter(gate));
        holder.setAsyncSupported(true);
        app.context().addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        try (app) {
            app.start();
            app.context().stop();
            app.context().start();

            assertThat(app.get("/here").status()).isEqualTo(401);
            assertThat(app.get("/here", TestGate.PAIR).status()).isEqualTo(200);
        }
    }

    @Test
    void doesNotStartWithoutAConfiguration() {
        FilterHolder holder = new FilterHolder(AccessFilter.class);
        JettyApp app = JettyApp.at("/").page("/*", Seen::tell);
        app.context().addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));

        assertThatThrownBy(app::start)
                .hasRootCauseMessage(
                        "init parameters: client-id: is missing; set it, or name a file with configuration; "
                                + "client-secret-digest: is missing; set it to the SHA-256 of the client secret in hex");
    }

    @Test
    void refusesRequestsIfContainerDoesNotKnowIt() throws Exception {
        AccessFilter filter = new AccessFilter(gate);

        filter.init(TestFilterConfig.of(context));

        assertThatThrownBy(
                        () -> filter.doFilter(mock(HttpServletRequest.class), mock(HttpServletResponse.class), chain))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("register it");
        verifyNoInteractions(chain);
    }

    @Test
    void doesNotStartBehindQuarkusWebSockets() {
        TestFilterConfig config = TestFilterConfig.registered();
        when(config.context().getAttribute("jakarta.websocket.server.ServerContainer"))
                .thenReturn(new WebSocketsOfQuarkus());

        assertThatThrownBy(() -> new AccessFilter(gate).init(config))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("quarkus-websockets");
    }

    @Test
    void rejectsInitParametersBesideGate() {
        AccessFilter filter = new AccessFilter(gate);

        assertThatThrownBy(() -> filter.init(TestFilterConfig.registered("domain", "*")))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("init parameters");
    }

    @Test
    void admitsNothingBeforeInit() {
        HttpServletRequest request = mock(HttpServletRequest.class);

        assertThatThrownBy(() -> new AccessFilter().doFilter(request, mock(HttpServletResponse.class), chain))
                .isInstanceOf(ServletException.class);
        assertThatThrownBy(() -> new AccessFilter(gate).doFilter(request, mock(HttpServletResponse.class), chain))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("register it");
        verifyNoInteractions(chain);
    }

    @Test
    void rejectsOtherProtocols() throws Exception {
        AccessFilter filter = new AccessFilter(gate);
        filter.init(TestFilterConfig.registered());

        assertThatThrownBy(() -> filter.doFilter(mock(ServletRequest.class), mock(HttpServletResponse.class), chain))
                .isInstanceOf(ServletException.class);
        assertThatThrownBy(() -> filter.doFilter(mock(HttpServletRequest.class), mock(ServletResponse.class), chain))
                .isInstanceOf(ServletException.class);
        verifyNoInteractions(chain);
    }
}
