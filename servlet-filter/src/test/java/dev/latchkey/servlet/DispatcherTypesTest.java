package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Rule;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 5: all five dispatcher types")
final class DispatcherTypesTest {

    private static final Application ALPHA =
            TestGate.application("alpha", "*/alpha").build();
    private static final Application BETA = TestGate.application("beta", "*/beta", new Rule.AnyValidServiceToken())
            .build();
    private static final Application CLOSED = TestGate.application(
                    "closed", "*/closed", new Rule.OneServiceToken(TestGate.OTHER_TOKEN.id()))
            .build();
    private static final Application OPEN = TestGate.bypassed("open", "*/open").build();

    private final AtomicInteger lookUps = new AtomicInteger();
    private final List<AccessEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final AccessGate gate = gate(ALPHA, BETA, CLOSED, OPEN);
    private final JettyApp app = JettyApp.at("/ctx");

    private AccessGate gate(Application... applications) {
        Application[] under = new Application[applications.length];
        for (int i = 0; i < applications.length; i++) {
            Application a = applications[i];
            Application.Builder moved =
                    Application.named(a.name()).domain(a.domain().replace("*/", "*/ctx/"));
            a.policies().forEach(moved::policy);
            under[i] = moved.build();
        }
        InMemoryStore store = TestGate.store(Organization.DEFAULT, under);
        return TestGate.builder(Organization.DEFAULT, under)
                .credentialStore(clientId -> {
                    lookUps.incrementAndGet();
                    return store.findByClientId(clientId);
                })
                .eventListener(events::add)
                .build();
    }

    @BeforeEach
    void pages() {
        app.page(
                        "/alpha/forward",
                        (request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .forward(request, response))
                .page(
                        "/open/forward",
                        (request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .forward(request, response))
                .page("/alpha/include", DispatcherTypesTest::include)
                .page(
                        "/alpha/error",
                        (request, response) -> response.sendError(Integer.parseInt(request.getParameter("status"))))
                .page("/alpha/async", DispatcherTypesTest::async)
                .page("/alpha/thread", DispatcherTypesTest::thread)
                .page("/*", Seen::tell);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void start() throws Exception {
        app.filter(new AccessFilter(gate)).start();
    }

    private static void include(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.getWriter().write("before\n");
        RequestDispatcher target = request.getParameter("name") == null
                ? request.getRequestDispatcher(request.getParameter("to"))
                : request.getServletContext().getNamedDispatcher(request.getParameter("name"));
        target.include(request, response);
        response.getWriter().write("after\n");
    }

    /** Dispatches once, to {@code to} or back to itself, with the request that the parameter {@code with} selects. */
    private static void async(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            Seen.tell(request, response);
            return;
        }
        AsyncContext async = startAsync(request, response);
        if (request.getParameter("to") == null) {
            async.dispatch();
        } else {
            async.dispatch(request.getParameter("to"));
        }
    }

    private static void thread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = startAsync(request, response);
        String to = request.getParameter("to");
        async.start(() -> {
            if (to == null) {
                Seen.tellUnchecked((HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse());
                async.complete();
            } else {
                async.dispatch(to);
            }
        });
    }

    private static AsyncContext startAsync(HttpServletRequest request, HttpServletResponse response) {
        return switch (request.getParameter("with")) {
            case "wrapped" -> request.startAsync(request, response);
            case "more wrapped" -> request.startAsync(new HttpServletRequestWrapper(request), response);
            case "unwrapped" -> {
                ServletRequest unwrapped = request;
                while (unwrapped instanceof ServletRequestWrapper wrapper) {
                    unwrapped = wrapper.getRequest();
                }
                yield unwrapped.startAsync();
            }
            default -> request.startAsync();
        };
    }

    private RawAnswer get(String target) throws IOException {
        return app.get("/ctx" + target, RequestContractTest.with(TestGate.PAIR, "Cf-Access-Jwt-Assertion: made.up"));
    }

    private static void assertSeenAsLetIn(RawAnswer answer, String application) {
        assertThat(answer.status()).isEqualTo(200);
        Map<String, String> seen = Seen.lines(answer.body());
        assertThat(seen).containsEntry("user", TestGate.ID).containsEntry("secret", "null");
        assertThat(seen.get("principal")).contains("name=" + application + ",");
        assertThat(seen.get("assertion")).startsWith("ey");
    }

    private static void assertSeenAsNobody(RawAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Seen.lines(answer.body()))
                .containsEntry("user", "null")
                .containsEntry("principal", "null")
                .containsEntry("assertion", "null")
                .containsEntry("secret", "null");
    }

    @Test
    void verifiesOnceForForwardWithinApplication() throws Exception {
        start();

        assertSeenAsLetIn(get("/alpha/forward?to=/alpha/here"), "alpha");
        assertThat(lookUps).hasValue(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void forwardHasIdentityForItsTarget() throws Exception {
        start();

        assertSeenAsLetIn(get("/alpha/forward?to=/beta/here"), "beta");
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void forwardToBypassIsAnonymous() throws Exception {
        start();

        assertSeenAsNobody(get("/alpha/forward?to=/open/here"));
    }

    @Test
    void forwardBackRestoresIdentity() throws Exception {
        start();

        assertSeenAsLetIn(get("/alpha/forward?to=/open/forward?to=/alpha/here"), "alpha");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/closed/here", "/elsewhere"})
    void forwardToDeniedTargetIsDenied(String target) throws Exception {
        start();

        RawAnswer answer = get("/alpha/forward?to=" + target);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).startsWith("{\"type\":\"about:blank\"").doesNotContain("app was here");
    }

    @Test
    void forwardFromBypassNeedsCredentials() throws Exception {
        start();

        assertThat(app.get("/ctx/open/forward?to=/alpha/here").status()).isEqualTo(401);
        assertSeenAsLetIn(get("/open/forward?to=/alpha/here"), "alpha");
    }

    @Test
    void verifiesOnceEvenIfLate() throws Exception {
        start();

        assertSeenAsLetIn(get("/open/forward?to=/alpha/forward?to=/alpha/include?to=/alpha/here"), "alpha");
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void deniesForwardWithWriterInUse() throws Exception {
        app.page("/alpha/writer", (request, response) -> {
            response.setContentType("text/html;charset=iso-8859-1");
            response.getWriter().write("never to be seen");
            request.getRequestDispatcher("/closed/here").forward(request, response);
        });
        start();

        RawAnswer answer = get("/alpha/writer");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\"")
                .endsWith("\"}")
                .doesNotContain("never to be seen");
    }

    @Test
    void includesAdmittedTarget() throws Exception {
        start();

        RawAnswer answer = get("/alpha/include?to=/beta/here");

        assertSeenAsLetIn(answer, "beta");
        assertThat(answer.body()).startsWith("before\n").endsWith("after\n");
    }

    @Test
    void omitsDeniedTarget() throws Exception {
        start();

        RawAnswer answer = get("/alpha/include?to=/closed/here");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("before\nafter\n");
        assertThat(answer.header("CF-Access-Aud")).isNull();
    }

    @Test
    void namedIncludeBelongsToIncludingTarget() throws Exception {
        app.context()
                .addServlet(
                        new ServletHolder("by name", new jakarta.servlet.http.HttpServlet() {
                            private static final long serialVersionUID = 1L;

                            @Override
                            protected void service(HttpServletRequest request, HttpServletResponse response)
                                    throws IOException {
                                response.getWriter().write(Seen.of(request));
                            }
                        }),
                        "/closed/by-name");
        start();

        assertSeenAsLetIn(get("/alpha/include?name=by%20name"), "alpha");
    }

    @Test
    void showsErrorPageIfItsApplicationAdmits() throws Exception {
        errorPages();
        start();

        RawAnswer answer = get("/alpha/error?status=410");

        assertThat(answer.status()).isEqualTo(410);
        assertThat(Seen.lines(answer.body())).containsEntry("user", TestGate.ID);
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void deniesErrorPageIfItsApplicationDenies() throws Exception {
        errorPages();
        start();

        RawAnswer answer = get("/alpha/error?status=500");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("app was here");
    }

    @Test
    void denialHasNoErrorPage() throws Exception {
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(400, 599, "/open/here");
        app.context().setErrorHandler(pages);
        start();

        RawAnswer answer = app.get("/ctx/alpha/here");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("app was here");
    }

    @Test
    void denialSurvivesLaterFailure() throws Exception {
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(400, 599, "/open/here");
        app.context().setErrorHandler(pages);
        app.filter((request, response, chain) -> {
            chain.doFilter(request, response);
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                ((HttpServletResponse) response).sendError(500);
            }
        });
        start();

        // After HEAD nothing is written, so that the container has not sent the denial yet.
        RawAnswer answer = app.send("HEAD", "/ctx/alpha/here");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("ServiceToken realm=\"alpha\"");
        assertThat(events).hasSize(1);
    }

    private void errorPages() {
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(410, "/beta/here");
        pages.addErrorPage(500, "/closed/here");
        app.context().setErrorHandler(pages);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "wrapped", "more%20wrapped", "unwrapped"})
    void asyncDispatchKeepsIdentity(String with) throws Exception {
        start();

        assertSeenAsLetIn(get("/alpha/async?with=" + with), "alpha");
        assertSeenAsLetIn(get("/alpha/thread?to=/alpha/here&with=" + with), "alpha");
        assertSeenAsLetIn(get("/alpha/async?to=/beta/here&with=" + with), "beta");
        assertSeenAsNobody(get("/alpha/thread?to=/open/here&with=" + with));
        assertThat(lookUps).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "wrapped", "more%20wrapped", "unwrapped"})
    void asyncDispatchToDeniedTargetIsDenied(String with) throws Exception {
        start();

        for (String page : List.of("/alpha/async", "/alpha/thread")) {
            RawAnswer answer = get(page + "?to=/closed/here&with=" + with);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).startsWith("{\"type\"").doesNotContain("app was here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "wrapped"})
    void asyncContextHidesHeaders(String with) throws Exception {
        start();

        RawAnswer answer = get("/alpha/thread?with=" + with);

        assertSeenAsLetIn(answer, "alpha");
        assertThat(answer.body()).doesNotContain("made.up").doesNotContain(TestGate.SECRET);
    }

    @Test
    void twoFiltersWithOneGateVerifyOnce() throws Exception {
        app.filter(new AccessFilter(gate));
        start();

        RawAnswer answer = get("/alpha/forward?to=/beta/here");

        assertSeenAsLetIn(answer, "beta");
        assertThat(answer.all("Set-Cookie")).hasSize(1);
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void twoGatesDecideOnOriginalRequest() throws Exception {
        AtomicInteger before = lookUps;
        app.filter(new AccessFilter(gate(ALPHA))).filter(new AccessFilter(gate(OPEN, BETA, ALPHA)));
        start();

        assertSeenAsLetIn(get("/alpha/here"), "alpha");
        assertThat(before).hasValue(3);
    }

    @Test
    void bypassKeepsIdentityOfOtherFilter() throws Exception {
        app.filter(new AccessFilter(gate));
        app.filter(new AccessFilter(gate(TestGate.bypassed("alpha", "*/alpha").build())));
        app.start();

        RawAnswer answer = get("/alpha/here");

        assertSeenAsLetIn(answer, "alpha");
        assertThat(answer.body()).doesNotContain("made.up");
    }

    @Test
    void oneOfTwoFiltersCanDeny() throws Exception {
        app.filter(new AccessFilter(gate(TestGate.bypassed("alpha", "*/alpha").build())));
        start();

        assertThat(app.get("/ctx/alpha/here").status()).isEqualTo(401);
    }

    @Test
    void decidesOnFirstDispatch() throws Exception {
        app.context()
                .addFilter(
                        new org.eclipse.jetty.ee10.servlet.FilterHolder(new AccessFilter(gate)),
                        "/*",
                        java.util.EnumSet.of(DispatcherType.FORWARD, DispatcherType.INCLUDE));
        app.start();

        assertSeenAsLetIn(get("/open/forward?to=/alpha/here"), "alpha");
        assertThat(app.get("/ctx/open/forward?to=/alpha/here").status()).isEqualTo(401);
        assertThat(app.get("/ctx/alpha/include?to=/alpha/here").body()).isEqualTo("before\nafter\n");
        assertThat(app.get("/ctx/alpha/include?to=/open/here").body()).contains("app was here");
    }
}
