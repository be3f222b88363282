package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, sections 5 and 6: an app that matches on the raw URI, over a raw socket")
final class FrontControllerTest {

    private final AccessGate gate = TestGate.of(
            TestGate.application("secure", "*/mvc/secure").build(),
            TestGate.bypassed("open", "*/mvc/open").build());

    /** Like most front controllers, it removes the context path from the URI and matches on the raw rest. */
    private static void dispatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (path.startsWith("/mvc/secure")) {
            Seen.tell(request, response);
        } else if (path.startsWith("/mvc/open/missing")) {
            response.sendError(404);
        } else if (path.startsWith("/mvc/open/broken")) {
            throw new IllegalStateException("broken on purpose");
        } else {
            response.getWriter().write("open, " + request.getDispatcherType() + ", " + request.getRemoteUser());
        }
    }

    private static Filter wrapping(String contextPath) {
        return (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public String getContextPath() {
                        return contextPath;
                    }

                    @Override
                    public String getRequestURI() {
                        return contextPath + super.getRequestURI();
                    }
                },
                response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mvc/secure/../open/x",
                "/mvc/secure/%2e%2e/open/x",
                "/mvc/secure/..;x/open/x",
                "/mvc/secure%2f..%2fopen/x",
                "/mvc/secure\\..\\open\\x",
                "/mvc/open/../secure/x",
                "/mvc//secure",
            })
    void isNotReachedIfReadingsDiffer(String path) throws Exception {
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(gate))
                .page("/*", FrontControllerTest::dispatch)
                .lenient(true)
                .start()) {
            assertThat(app.get(path).status()).isEqualTo(400);
            assertThat(app.get(path, TestGate.PAIR).status()).isEqualTo(400);
            assertThat(app.get("/mvc/secure/x", TestGate.PAIR).body()).startsWith("app was here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%6fpen/x", "/%6Fpen", "/ope%6e/x", "/%6f%70%65%6e/x"})
    void isNotReachedIfItDecodesNothing(String path) throws Exception {
        AccessGate allButOne = TestGate.of(
                TestGate.application("all", "*").build(),
                TestGate.bypassed("open", "*/open").build());
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(allButOne))
                .page("/*", (request, response) -> {
                    if (request.getRequestURI().startsWith("/open")) {
                        response.getWriter().write("open");
                    } else {
                        Seen.tell(request, response);
                    }
                })
                .start()) {
            assertThat(app.get("/open/%78").body()).isEqualTo("open");
            assertThat(app.get("/x").status()).isEqualTo(401);
            assertThat(app.get(path).status()).isEqualTo(400);
            assertThat(app.get("/%78", TestGate.PAIR).body()).startsWith("app was here");
        }
    }

    @Test
    void isNotReachedIfItDecodesForm() throws Exception {
        AccessGate own = TestGate.of(
                TestGate.application("own", "*/my own").build(),
                TestGate.bypassed("open", "*").build());
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(own))
                .page("/*", (request, response) -> {
                    String path = URLDecoder.decode(request.getRequestURI(), StandardCharsets.UTF_8);
                    if (path.startsWith("/my own/")) {
                        Seen.tell(request, response);
                    } else {
                        response.getWriter().write(path);
                    }
                })
                .start()) {
            assertThat(app.get("/my%20own/x").status()).isEqualTo(401);
            assertThat(app.get("/my+own/x").status()).isEqualTo(400);
            assertThat(app.get("/a+b").body()).isEqualTo("/a b");
        }
    }

    @ParameterizedTest(name = "a filter in front says {0}: {1} is answered {2}")
    @CsvSource({
        "/mvc/open, /mvc/secure/x, 401",
        "/mvc/open, /mvc/open/x,   200",
        "/prefix,   /mvc/secure/x, 401",
        "/prefix,   /mvc/open/x,   200",
    })
    void usesContextPathOfFilter(String prefix, String path, int status) throws Exception {
        try (JettyApp app = JettyApp.at("/")
                .filter(wrapping(prefix))
                .filter(new AccessFilter(gate))
                .page("/*", FrontControllerTest::dispatch)
                .start()) {
            assertThat(app.get(path).status()).isEqualTo(status);
            assertThat(app.get(path, TestGate.PAIR).status()).isEqualTo(200);
        }
    }

    @Test
    void findsWellKnownPathsUnderContextPath() throws Exception {
        try (JettyApp app = JettyApp.at("/app")
                .filter(wrapping("/prefix"))
                .filter(new AccessFilter(gate))
                .page("/*", FrontControllerTest::dispatch)
                .start()) {
            assertThat(app.get("/app/cdn-cgi/access/certs").status()).isEqualTo(403);
        }
        try (JettyApp app = JettyApp.at("/app")
                .filter(new AccessFilter(gate))
                .page("/*", FrontControllerTest::dispatch)
                .start()) {
            assertThat(app.get("/app/cdn-cgi/access/certs").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource({"/mvc/open/missing, 404", "/mvc/open/broken, 500"})
    void keepsStatusIfErrorPageIsUncovered(String path, int status) throws Exception {
        JettyApp app = JettyApp.at("/").filter(new AccessFilter(gate)).page("/*", FrontControllerTest::dispatch);
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(404, "/error");
        pages.addErrorPage(500, "/error");
        app.context().setErrorHandler(pages);
        try (app) {
            app.start();

            RawAnswer answer = app.get(path, TestGate.PAIR);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo("open, " + DispatcherType.ERROR + ", null");
            assertThat(app.get("/error").status()).isEqualTo(403);
        }
    }

    /** Like Spring Boot in a WAR, a filter forwards to the error page with the attributes of an error dispatch. */
    @Test
    void keepsVerdictOnForwardToErrorPage() throws Exception {
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(gate))
                .filter((request, response, chain) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        String uri = ((HttpServletRequest) request).getRequestURI();
                        ((HttpServletResponse) response).setStatus(404);
                        if (uri.endsWith("/missing")) {
                            request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, uri);
                        }
                        request.getRequestDispatcher("/error").forward(request, response);
                    } else {
                        chain.doFilter(request, response);
                    }
                })
                .page("/*", FrontControllerTest::dispatch)
                .start()) {
            assertThat(app.get("/mvc/secure/missing", TestGate.PAIR).body()).isEqualTo("open, FORWARD, " + TestGate.ID);
            assertThat(app.get("/mvc/secure/x", TestGate.PAIR).status()).isEqualTo(403);
            assertThat(app.get("/mvc/secure/missing").status()).isEqualTo(401);
        }
    }
}
