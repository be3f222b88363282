package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 3: caching, in a container")
final class CachingTest {

    static final String VARY = "Cookie, CF-Access-Client-Id, CF-Access-Client-Secret, cf-access-token";

    private static final Application ALPHA = TestGate.application("alpha", "*/alpha")
            .readServiceTokensFromHeader("X-Api-Key")
            .sessionDuration(Duration.ZERO)
            .build();
    private static final Application BETA = TestGate.application("beta", "*/beta")
            .readServiceTokensFromHeader("X-Beta-Key")
            .build();
    private static final Application SHARED = TestGate.application("shared", "*/shared")
            .sharedCaching(true)
            .sessionDuration(Duration.ZERO)
            .build();
    private static final Application SHARED_WITH_COOKIE = TestGate.application("shared with cookie", "*/cookie")
            .sharedCaching(true)
            .build();
    private static final Application CLOSED = TestGate.application(
                    "closed", "*/closed", new Rule.OneServiceToken(TestGate.OTHER_TOKEN.id()))
            .build();
    private static final Application INSIDE = Application.named("inside")
            .domain("*/inside")
            .policy(Policy.builder("our network", Policy.Decision.BYPASS)
                    .include(new Rule.Ip(CidrBlock.parse("127.0.0.0/8")))
                    .build())
            .build();
    private static final Application OPEN = TestGate.bypassed("open", "*/open").build();
    private static final Application CORS = TestGate.application("cors", "*/cors")
            .corsHeaders(new CorsHeaders(
                    false, false, false, true, List.of(), List.of("GET"), List.of("https://a.example"), 600))
            .build();

    private final JettyApp app = JettyApp.at("/");

    @AfterEach
    void stop() {
        app.close();
    }

    private void start() throws Exception {
        app.filter(new AccessFilter(TestGate.of(ALPHA, BETA, SHARED, SHARED_WITH_COOKIE, CLOSED, INSIDE, OPEN, CORS)))
                .start();
    }

    private RawAnswer get(String target, String... headers) throws IOException {
        return app.get(target, RequestContractTest.with(TestGate.PAIR, headers));
    }

    private static void assertPrivate(RawAnswer answer, String cacheControl, String vary) {
        assertThat(answer.header("Cache-Control")).isEqualTo(cacheControl);
        assertThat(answer.header("Vary")).isEqualTo(vary);
    }

    /** A page that sets the headers of its query in order: {@code name=value}, or {@code +name=value} to add. */
    private static void say(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query = request.getQueryString();
        for (String each : query == null ? new String[0] : query.split("&", -1)) {
            String text = URLDecoder.decode(each, StandardCharsets.UTF_8);
            int equals = text.indexOf('=');
            if (text.startsWith("+")) {
                response.addHeader(text.substring(1, equals), text.substring(equals + 1));
            } else {
                response.setHeader(text.substring(0, equals), text.substring(equals + 1));
            }
        }
        response.getWriter().write("said");
    }

    private static String query(String... headers) {
        return Stream.of(headers)
                .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8))
                .reduce((a, b) -> a + "&" + b)
                .map(all -> "?" + all)
                .orElse("");
    }

    @Nested
    @DisplayName("an admitted response")
    class Admitted {

        static final String ALL = VARY + ", X-Api-Key";

        static Stream<Arguments> sayings() {
            return Stream.of(
                    said("nothing", "private", ALL),
                    said("max-age", "private, max-age=60", ALL, "Cache-Control=max-age=60"),
                    said("odd case", "private, max-age=60", ALL, "CACHE-control=max-age=60"),
                    said("public", "private, max-age=60", ALL, "Cache-Control=public, max-age=60, s-maxage=900"),
                    said(
                            "two lines",
                            "private, max-age=60, immutable",
                            ALL,
                            "+Cache-Control=public, max-age=60",
                            "+Cache-Control=immutable"),
                    said(
                            "a second set",
                            "private, max-age=5",
                            ALL,
                            "Cache-Control=no-store",
                            "Cache-Control=max-age=5"),
                    said("no-store", "no-store", ALL, "Cache-Control=no-store"),
                    said(
                            "public for some fields",
                            "private, no-cache=\"a\"",
                            ALL,
                            "Cache-Control=private=\"set-cookie\", no-cache=\"a\""),
                    said("Vary", "private", ALL + ", Accept", "Vary=Accept"),
                    said("Vary in two lines", "private", ALL + ", Accept, Origin", "+vary=Accept", "+Vary=Origin"),
                    said("Vary star", "private", "*", "Vary=*"),
                    said("Vary star, then not", "private", ALL + ", Accept", "Vary=*", "Vary=Accept"),
                    said("Expires", "private", ALL, "Expires=Thu, 01 Jan 2099 00:00:00 GMT"));
        }

        private static Arguments said(String what, String cacheControl, String vary, String... headers) {
            return Arguments.of(what, cacheControl, vary, query(headers));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("sayings")
        void isPrivateAndVariesRegardlessOfApp(String what, String cacheControl, String vary, String query)
                throws Exception {
            app.page("/*", CachingTest::say);
            start();

            assertPrivate(get("/alpha" + query), cacheControl, vary);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CDN-Cache-Control",
                    "cdn-cache-control",
                    "Cloudflare-CDN-Cache-Control",
                    "Surrogate-Control",
                    "X-Accel-Expires",
                    "Edge-Control",
                    "X-LiteSpeed-Cache-Control"
                })
        @DisplayName("has no header that outranks Cache-Control (RFC 9213)")
        void hasNoSharedCacheHeader(String name) throws Exception {
            app.page("/alpha/number", (request, response) -> {
                        response.setIntHeader(name, 60);
                        response.addIntHeader(name, 60);
                        response.setDateHeader(name, 60);
                        response.addDateHeader(name, 60);
                    })
                    .page("/*", CachingTest::say);
            start();

            assertThat(get("/alpha" + query(name + "=max-age=60", "+" + name + "=60"))
                            .all(name))
                    .isEmpty();
            assertThat(get("/alpha/number").all(name)).isEmpty();
            assertThat(app.get("/open" + query(name + "=60")).header(name)).isEqualTo("60");
        }

        @Test
        void keepsOtherHeadersOfAnyKind() throws Exception {
            List<Object> seen = new ArrayList<>();
            app.page("/*", (request, response) -> {
                response.setIntHeader("X-Number", 1);
                response.addIntHeader("X-Number", 2);
                response.setDateHeader("X-Date", 0);
                response.addDateHeader("X-Date", 1_000);
                seen.addAll(response.getHeaders("X-Number"));
            });
            start();

            RawAnswer answer = get("/alpha");

            assertThat(seen).containsExactly("1", "2");
            assertThat(answer.all("X-Number")).containsExactly("1", "2");
            assertThat(answer.all("X-Date"))
                    .containsExactly("Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:01 GMT");
        }

        @Test
        void isPrivateDespiteEarlierFilter() throws Exception {
            app.filter((request, response, chain) -> {
                        HttpServletResponse http = (HttpServletResponse) response;
                        http.addHeader("Cache-Control", "public");
                        http.addHeader("Cache-Control", "max-age=60");
                        http.setHeader("CDN-Cache-Control", "max-age=60");
                        http.setHeader("X-Accel-Expires", "60");
                        http.setHeader("Vary", "Accept");
                        chain.doFilter(request, response);
                    })
                    .page("/*", CachingTest::say);
            start();

            RawAnswer answer = get("/alpha");

            assertPrivate(answer, "private, max-age=60", ALL + ", Accept");
            assertThat(answer.header("CDN-Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Accel-Expires")).isEqualTo("0");
            RawAnswer denied = app.get("/alpha");
            assertThat(denied.header("Cache-Control")).isEqualTo("no-store");
            assertThat(denied.header("CDN-Cache-Control")).isEqualTo("no-store");
            assertThat(denied.header("X-Accel-Expires")).isEqualTo("0");
        }

        @Test
        void showsAppOnlyItsOwnHeaders() throws Exception {
            List<String> seen = new ArrayList<>();
            app.page("/*", (request, response) -> {
                seen.add(headersSeen(response));
                response.setHeader("cache-control", "public, max-age=60");
                response.addHeader("Vary", "Accept");
                seen.add(headersSeen(response));
                response.setHeader("Cache-Control", null);
                response.setHeader("Vary", null);
                seen.add(headersSeen(response));
            });
            start();

            assertPrivate(get("/alpha"), "private", ALL);

            assertThat(seen)
                    .containsExactly(
                            "false null [] false null []",
                            "true public, max-age=60 [public, max-age=60] true Accept [Accept]",
                            "false null [] false null []");
        }

        private static String headersSeen(HttpServletResponse response) {
            List<Object> seen = new ArrayList<>();
            for (String name : List.of("CACHE-CONTROL", "vary")) {
                assertThat(response.getHeaderNames().stream().anyMatch(name::equalsIgnoreCase))
                        .isEqualTo(response.containsHeader(name));
                seen.addAll(Arrays.asList(
                        response.containsHeader(name), response.getHeader(name), response.getHeaders(name)));
            }
            return String.join(" ", seen.stream().map(String::valueOf).toList());
        }

        @Test
        @DisplayName("keeps no-store of a library that checks for Cache-Control first")
        void keepsNoStoreOfSecurityLibraries() throws Exception {
            app.page("/*", (request, response) -> {
                // As Spring Security's CacheControlHeadersWriter does.
                boolean silent = Stream.of("Cache-Control", "Expires", "Pragma").noneMatch(response::containsHeader);
                if (silent) {
                    response.setHeader("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
                }
            });
            start();

            assertPrivate(get("/alpha"), "no-cache, no-store, max-age=0, must-revalidate", ALL);
        }

        @Test
        void staysPrivateAfterReset() throws Exception {
            app.page("/*", (request, response) -> {
                response.setHeader("Cache-Control", "no-store");
                response.setHeader("X-App", "gone");
                response.reset();
                response.getWriter().write("anew");
            });
            start();

            RawAnswer answer = get("/beta");

            assertPrivate(answer, "private", VARY + ", X-Beta-Key");
            assertThat(answer.header("X-App")).isNull();
            assertThat(answer.header("Set-Cookie")).startsWith("CF_Authorization=ey");
        }

        @ParameterizedTest
        @CsvSource({"404", "405", "410", "414", "501", "400", "500"})
        void isNotStoredDespiteCacheableStatus(int status) throws Exception {
            app.page("/alpha/sent", (request, response) -> response.sendError(status, "a message"))
                    .page("/alpha/set", (request, response) -> response.setStatus(status));
            start();

            RawAnswer sent = get("/alpha/sent");
            assertThat(sent.status()).isEqualTo(status);
            assertThat(sent.header("Cache-Control")).matches("private|.*no-store");
            assertPrivate(get("/alpha/set"), "private", ALL);
        }

        @ParameterizedTest
        @ValueSource(ints = {204, 304})
        void isPrivateWithoutBody(int status) throws Exception {
            List<Boolean> sent = new ArrayList<>();
            app.page("/*", (request, response) -> {
                response.getWriter().write("gone");
                if (status == 204) {
                    response.sendError(status, "a message");
                } else {
                    response.sendError(status);
                }
                sent.add(response.isCommitted());
                response.getWriter().write("too late");
            });
            start();

            RawAnswer answer = get("/beta");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Set-Cookie")).startsWith("CF_Authorization=ey");
            assertPrivate(answer, "private", VARY + ", X-Beta-Key");
            assertThat(answer.body()).isEmpty();
            assertThat(sent).containsExactly(true);
        }

        @ParameterizedTest
        @ValueSource(ints = {301, 308, 302})
        void isPrivateOnRedirect(int status) throws Exception {
            app.page("/alpha/sent", (request, response) -> response.sendRedirect("/elsewhere"))
                    .page("/alpha/set", (request, response) -> {
                        response.setStatus(status);
                        response.setHeader("Location", "/elsewhere");
                    });
            start();

            assertPrivate(get("/alpha/sent"), "private", ALL);
            assertPrivate(get("/alpha/set"), "private", ALL);
        }

        @Test
        void hidesTrailersFromCaches() throws Exception {
            app.page("/*", (request, response) -> {
                response.setTrailerFields(() -> Map.of("Cache-Control", "public", "vary", "X", "Checksum", "1"));
                response.getWriter().write("x".repeat(10));
                response.flushBuffer();
            });
            start();

            assertThat(get("/alpha").body())
                    .contains("Checksum: 1")
                    .doesNotContainIgnoringCase("public")
                    .doesNotContainIgnoringCase("vary");
        }
    }

    @Nested
    @DisplayName("the container's own static files")
    class StaticFiles {

        @TempDir
        Path directory;

        @ParameterizedTest
        @ValueSource(strings = {"", "public,max-age=3600"})
        void arePrivateToo(String cacheControl) throws Exception {
            Files.createDirectories(directory.resolve("alpha"));
            Files.writeString(directory.resolve("alpha/file.txt"), "x".repeat(100_000));
            ServletHolder files = new ServletHolder("files", DefaultServlet.class);
            files.setInitParameter("baseResource", directory.toUri().toString());
            files.setInitParameter("cacheControl", cacheControl);
            files.setInitParameter("etags", "true");
            app.context().addServlet(files, "/");
            start();

            String expected = cacheControl.isEmpty() ? "private" : "private, max-age=3600";
            RawAnswer whole = get("/alpha/file.txt");
            assertThat(whole.status()).isEqualTo(200);
            assertThat(whole.body()).hasSize(100_000);
            assertPrivate(whole, expected, Admitted.ALL);
            RawAnswer part = get("/alpha/file.txt", "Range: bytes=5-9");
            assertThat(part.status()).isEqualTo(206);
            assertPrivate(part, expected, Admitted.ALL);
            RawAnswer unchanged = get("/alpha/file.txt", "If-None-Match: " + whole.header("ETag"));
            assertThat(unchanged.status()).isEqualTo(304);
            assertPrivate(unchanged, expected, Admitted.ALL);
            RawAnswer head = app.send("HEAD", "/alpha/file.txt", TestGate.PAIR);
            assertPrivate(head, expected, Admitted.ALL);
            assertThat(get("/alpha/none.txt").header("Cache-Control")).matches("private|.*no-store");
            RawAnswer directoryRedirect = get("/alpha");
            assertThat(directoryRedirect.status()).isEqualTo(302);
            assertPrivate(directoryRedirect, "private", Admitted.ALL);
        }
    }

    @Nested
    @DisplayName("settings")
    class Settings {

        @Test
        void doNotChangeBypassedResponse() throws Exception {
            app.page("/*", CachingTest::say);
            start();

            assertPrivate(get("/open"), null, null);
            assertPrivate(
                    get("/open" + query("Cache-Control=public, s-maxage=60", "Vary=Accept")),
                    "public, s-maxage=60",
                    "Accept");
        }

        @Test
        void isPrivateIfBypassDependsOnAddress() throws Exception {
            app.page("/*", CachingTest::say);
            start();

            assertPrivate(
                    get("/inside" + query("Cache-Control=public, s-maxage=60", "Vary=Accept")),
                    "private",
                    VARY + ", Accept");
        }

        @Test
        void doNotChangeResponseWithSharedCaching() throws Exception {
            app.page("/*", CachingTest::say);
            start();

            assertPrivate(get("/shared"), null, null);
            assertPrivate(get("/shared" + query("Cache-Control=public, max-age=60")), "public, max-age=60", null);
        }

        @Test
        void neverShareResponseWithCookie() throws Exception {
            app.page("/*", CachingTest::say);
            start();
            String query = query("Cache-Control=public, max-age=60");

            RawAnswer first = get("/cookie" + query);

            assertThat(first.header("Set-Cookie")).startsWith("CF_Authorization=ey");
            assertPrivate(first, "private, max-age=60", VARY);
            String cookie = first.header("Set-Cookie").split(";", 2)[0];
            assertPrivate(app.get("/cookie" + query, "Cookie: " + cookie), "public, max-age=60", null);
        }
    }

    @Nested
    @DisplayName("dispatches")
    class Dispatches {

        private static void forward(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            response.setHeader("Cache-Control", "public, max-age=60");
            response.setHeader("X-Accel-Expires", "60");
            response.setHeader("Vary", "Accept");
            request.getRequestDispatcher(request.getParameter("to")).forward(request, response);
        }

        @Test
        void keepStricterRuleOnForward() throws Exception {
            app.page("/open/forward", Dispatches::forward)
                    .page("/alpha/forward", Dispatches::forward)
                    .page("/shared/forward", Dispatches::forward)
                    .page("/*", (request, response) -> response.addHeader("Cache-Control", "immutable"));
            start();

            assertThat(get("/open/forward?to=/open").all("Cache-Control"))
                    .containsExactly("public, max-age=60", "immutable");
            RawAnswer entered = get("/open/forward?to=/alpha");
            assertPrivate(entered, "private, max-age=60, immutable", Admitted.ALL + ", Accept");
            assertThat(entered.header("X-Accel-Expires")).isEqualTo("0");
            assertPrivate(
                    get("/shared/forward?to=/beta"), "private, max-age=60, immutable", VARY + ", X-Beta-Key, Accept");
            for (String to : List.of("/shared", "/open")) {
                assertPrivate(
                        get("/alpha/forward?to=" + to), "private, max-age=60, immutable", Admitted.ALL + ", Accept");
            }
            assertPrivate(
                    get("/alpha/forward?to=/beta"),
                    "private, max-age=60, immutable",
                    Admitted.ALL + ", X-Beta-Key, Accept");
        }

        @Test
        void denialOfTargetIsNotStored() throws Exception {
            app.page("/open/forward", Dispatches::forward).page("/*", CachingTest::say);
            start();

            RawAnswer denied = get("/open/forward?to=/closed");

            assertThat(denied.status()).isEqualTo(403);
            assertThat(denied.header("Cache-Control")).isEqualTo("no-store");
            assertThat(denied.header("X-Accel-Expires")).isEqualTo("0");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void includedPartCounts(boolean saidAfterwards) throws Exception {
            app.page("/open/include", (request, response) -> {
                        response.setHeader("Cache-Control", "public, max-age=60");
                        response.setHeader("Surrogate-Control", "max-age=60");
                        request.getRequestDispatcher("/alpha").include(request, response);
                        if (saidAfterwards) {
                            response.setHeader("Cache-Control", "public, max-age=5");
                            response.setHeader("Surrogate-Control", "max-age=5");
                        }
                    })
                    .page("/*", (request, response) -> response.getWriter().write("secret"));
            start();

            RawAnswer answer = get("/open/include");

            assertThat(answer.body()).contains("secret");
            assertPrivate(answer, "private, max-age=" + (saidAfterwards ? 5 : 60), Admitted.ALL);
            assertThat(answer.header("Surrogate-Control")).isEqualTo("no-store");
            RawAnswer without = app.get("/open/include");
            assertThat(without.body()).doesNotContain("secret");
            assertThat(without.header("Cache-Control")).startsWith("public");
        }

        /** The headers are gone by then, so that a shared cache would give the included part to everybody. */
        @Test
        void partIncludedTooLateIsOmitted() throws Exception {
            app.page("/open/include", (request, response) -> {
                        response.setHeader("Cache-Control", "public, max-age=60");
                        response.getWriter().write("page");
                        response.flushBuffer();
                        request.getRequestDispatcher(request.getParameter("of")).include(request, response);
                    })
                    .page("/*", (request, response) -> response.getWriter().write(" and part"));
            start();

            RawAnswer answer = get("/open/include?of=/alpha");

            assertThat(answer.body()).isEqualTo("page");
            assertThat(answer.header("Cache-Control")).startsWith("public");
            assertThat(get("/open/include?of=/shared").body()).isEqualTo("page and part");
            assertThat(get("/open/include?of=/open/page").body()).isEqualTo("page and part");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "max-age=60, private         |          | page and part",
                    "no-store                    |          | page and part",
                    "private                     | no-store | page and part",
                    "private                     | public   | page",
                    "private, s-maxage=60        |          | page",
                    "private=\"set-cookie\"      |          | page",
                    "no-store, must-understand   |          | page",
                })
        void keepsLatePartOfPrivatePage(String cacheControl, String surrogate, String body) throws Exception {
            app.page("/open/include", (request, response) -> {
                        response.setHeader("Cache-Control", cacheControl);
                        if (surrogate != null) {
                            response.setHeader("Surrogate-Control", surrogate);
                        }
                        response.getWriter().write("page");
                        response.flushBuffer();
                        request.getRequestDispatcher("/alpha").include(request, response);
                    })
                    .page("/*", (request, response) -> response.getWriter().write(" and part"));
            start();

            assertThat(get("/open/include").body()).isEqualTo(body);
        }

        /** Behind another filter's wrapper, each dispatch may have a wrapper of its own around the same response. */
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void asyncDispatchAfterTheResponseWasCommittedGoesOn(boolean bare) throws Exception {
            Filter earlier = (request, response, chain) ->
                    chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response));
            app.filter(earlier)
                    .page("/alpha/async", (request, response) -> {
                        response.setHeader("CDN-Cache-Control", "public");
                        response.getWriter().write("page");
                        response.flushBuffer();
                        AsyncContext async = bare ? request.startAsync() : request.startAsync(request, response);
                        async.dispatch("/alpha/part");
                    })
                    .page("/*", (request, response) -> response.getWriter().write(" and part"));
            start();

            RawAnswer answer = get("/alpha/async");

            assertThat(answer.header("Cache-Control")).startsWith("private");
            assertThat(answer.body()).isEqualTo("page and part");
        }

        @Test
        void partIncludedLateIntoAPrivatePageStays() throws Exception {
            app.page("/alpha/include", (request, response) -> {
                        response.getWriter().write("page");
                        response.flushBuffer();
                        request.getRequestDispatcher("/beta").include(request, response);
                    })
                    .page("/*", (request, response) -> response.getWriter().write(" and part"));
            start();

            assertThat(get("/alpha/include").body()).isEqualTo("page and part");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/open/page", "/beta/page", "/alpha/page", "/shared/page"})
        void keepRuleOnErrorPage(String page) throws Exception {
            ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
            pages.addErrorPage(404, page);
            pages.addErrorPage(IllegalStateException.class, page);
            app.context().setErrorHandler(pages);
            app.page("/cookie/missing", (request, response) -> {
                        response.setHeader("Cache-Control", "public, max-age=60");
                        response.sendError(404);
                    })
                    .page("/cookie/broken", (request, response) -> {
                        response.setHeader("CDN-Cache-Control", "max-age=60");
                        throw new IllegalStateException("broken");
                    })
                    .page(page, (request, response) -> {
                        response.setHeader("Cache-Control", "public, max-age=60");
                        response.getWriter().write("page");
                    });
            start();

            for (String path : List.of("/cookie/missing", "/cookie/broken")) {
                RawAnswer answer = get(path);
                assertThat(answer.body()).as(path).contains("page");
                assertThat(answer.header("Cache-Control")).as(path).isEqualTo("private, max-age=60");
                assertThat(answer.header("Vary")).as(path).startsWith(VARY);
                assertThat(answer.all("CDN-Cache-Control")).doesNotContain("max-age=60");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "both", "wrapped"})
        void keepRuleOfAsyncResponse(String arguments) throws Exception {
            Filter earlier = (request, response, chain) ->
                    chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response));
            app.filter(earlier).page("/*", (request, response) -> {
                AsyncContext async = switch (arguments) {
                    case "none" -> request.startAsync();
                    case "both" -> request.startAsync(request, response);
                    default -> request.startAsync(request, new HttpServletResponseWrapper(response));
                };
                async.start(() -> {
                    HttpServletResponse answer = (HttpServletResponse) async.getResponse();
                    answer.setHeader("Cache-Control", "public, max-age=60");
                    answer.setHeader("Vary", "Accept");
                    async.complete();
                });
            });
            start();

            assertPrivate(get("/alpha"), "private, max-age=60", Admitted.ALL + ", Accept");
        }

        @ParameterizedTest
        @CsvSource({"/shared/page,true", "/beta/page,true", "/open/page,false"})
        void keepRuleOnAsyncDispatch(String to, boolean bare) throws Exception {
            app.page("/alpha/async", (request, response) -> {
                        AsyncContext async = bare ? request.startAsync() : request.startAsync(request, response);
                        async.dispatch(to);
                    })
                    .page("/*", (request, response) -> {
                        assertThat(request.getDispatcherType()).isEqualTo(DispatcherType.ASYNC);
                        response.setHeader("Cache-Control", "public, max-age=60");
                    });
            start();

            RawAnswer answer = get("/alpha/async");

            assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=60");
            assertThat(answer.header("Vary")).startsWith(Admitted.ALL);
        }
    }

    @Nested
    @DisplayName("responses of the filter itself")
    class OwnAnswers {

        @ParameterizedTest(name = "{0} {1} {2}")
        @CsvSource(nullValues = "-", textBlock = """
                    GET,     /alpha,                            401, no-store
                    GET,     /elsewhere,                        403, no-store
                    GET,     /alpha/%2e%2e/open,                400, no-store
                    HEAD,    /alpha,                            401, no-store
                    OPTIONS, /alpha,                            401, no-store
                    GET,     /cdn-cgi/access/certs,             200, 'public, max-age=300'
                    HEAD,    /cdn-cgi/access/certs,             200, 'public, max-age=300'
                    POST,    /cdn-cgi/access/certs,             405, no-store
                    GET,     /cdn-cgi/access/get-identity,      401, no-store
                    GET,     /cdn-cgi/access/logout,            401, no-store
                    HEAD,    /cdn-cgi/access/logout,            405, no-store
                    """)
        void haveCacheHeaders(String method, String target, int status, String cacheControl) throws Exception {
            app.lenient(true).page("/*", CachingTest::say);
            start();

            RawAnswer answer = app.send(method, target);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Cache-Control")).isEqualTo(cacheControl);
        }

        @Test
        void areNotStoredForSession() throws Exception {
            app.page("/*", CachingTest::say);
            start();
            String cookie = get("/beta").header("Set-Cookie").split(";", 2)[0];

            for (String endpoint : List.of("get-identity", "logout")) {
                RawAnswer answer = app.get("/cdn-cgi/access/" + endpoint, "Cookie: " + cookie);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            }
        }

        @Test
        void areNotStoredIfStoreIsDown() throws Exception {
            var gate = TestGate.builder(Organization.DEFAULT, CORS)
                    .credentialStore(clientId -> {
                        throw new IOException("down");
                    })
                    .build();
            app.filter(new AccessFilter(gate)).start();

            RawAnswer answer = get("/cors", "Origin: https://a.example");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
        }

        @Test
        void allowedOriginCanReadDenial() throws Exception {
            app.page("/*", CachingTest::say);
            start();

            RawAnswer allowed = app.get("/cors", "Origin: https://a.example");
            RawAnswer other = app.get("/cors", "Origin: https://b.example");
            RawAnswer none = app.get("/cors");
            RawAnswer unconfigured = app.get("/alpha", "Origin: https://a.example");

            assertThat(allowed.status()).isEqualTo(401);
            assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
            assertThat(allowed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(allowed.header("Vary")).isEqualTo("Origin");
            for (RawAnswer each : List.of(other, none, unconfigured)) {
                assertThat(each.status()).isEqualTo(401);
                assertThat(each.headers().toString()).doesNotContain("Access-Control-Allow");
            }
        }

        @Test
        void preflightsVary() throws Exception {
            start();

            RawAnswer answer =
                    app.send("OPTIONS", "/cors", "Origin: https://a.example", "Access-Control-Request-Method: GET");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Vary"))
                    .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        }
    }
}
