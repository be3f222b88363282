package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 3: outcomes")
final class RequestContractTest {

    private static final Application ALPHA = TestGate.application("alpha \"A\"", "*/alpha")
            .readServiceTokensFromHeader("Authorization")
            .serviceAuth401Redirect(true)
            .customDenyMessage("Ask <the> \"platform\" team, größer")
            .build();
    private static final Application OPEN = TestGate.bypassed("open", "*/open").build();
    private static final Application SHUT = Application.named("shut")
            .domain("*/shut")
            .policy(Policy.builder("nobody", Policy.Decision.DENY)
                    .include(new Rule.Everyone())
                    .build())
            .build();
    private static final Application CORS = TestGate.application("cors", "*/cors")
            .corsHeaders(new CorsHeaders(
                    false, false, false, false, List.of("X-One"), List.of("PUT"), List.of("https://a.example"), 600))
            .build();
    private static final Application PREFLIGHTS = TestGate.application("preflights", "*/preflights")
            .optionsPreflightBypass(true)
            .build();

    private static JettyApp app;

    @BeforeAll
    static void start() throws Exception {
        app = GatedApp.behind(TestGate.of(ALPHA, OPEN, SHUT, CORS, PREFLIGHTS)).start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void admitsGoodCredentials() throws IOException {
        RawAnswer answer = app.get("/alpha", TestGate.PAIR);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Seen.lines(answer.body())).containsEntry("user", TestGate.ID).containsEntry("auth", "SERVICE_TOKEN");
        assertThat(answer.header("Set-Cookie"))
                .startsWith("CF_Authorization=ey")
                .contains("; HttpOnly");
    }

    @Test
    void admitsSession() throws IOException {
        String cookie = app.get("/alpha", TestGate.PAIR).header("Set-Cookie");
        String jwt = cookie.substring("CF_Authorization=".length(), cookie.indexOf(';'));

        RawAnswer byCookie = app.get("/alpha", "Cookie: a=b; CF_Authorization=" + jwt);
        RawAnswer byHeader = app.get("/alpha", "cf-access-token: " + jwt);

        assertThat(byCookie.status()).isEqualTo(200);
        assertThat(byCookie.header("Set-Cookie")).isNull();
        assertThat(Seen.lines(byCookie.body())).containsEntry("assertion", jwt);
        assertThat(byHeader.status()).isEqualTo(200);
    }

    @Test
    void deniesUncoveredUrl() throws IOException {
        RawAnswer answer = app.get("/elsewhere", TestGate.PAIR);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("CF-Access-Aud")).isNull();
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.body()).doesNotContain("app was here");
    }

    @Test
    void admitsUncoveredUrlIfConfigured() throws Exception {
        Organization organization =
                Organization.builder().denyUnmatchedRequests(false).build();
        try (JettyApp lenient =
                GatedApp.behind(TestGate.of(organization, ALPHA)).start()) {
            RawAnswer answer = lenient.get("/elsewhere", TestGate.PAIR);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(Seen.lines(answer.body())).containsEntry("user", "null");
        }
    }

    @Test
    void bypassIsAnonymous() throws IOException {
        RawAnswer answer = app.get("/open", "CF-Access-Client-Id: wrong", "CF-Access-Client-Secret: wrong");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Seen.lines(answer.body())).containsEntry("user", "null").containsEntry("principal", "null");
    }

    static Stream<Arguments> wrong() {
        String id = "CF-Access-Client-Id: " + TestGate.ID;
        String secret = "CF-Access-Client-Secret: " + TestGate.SECRET;
        String json = "{\"cf-access-client-id\":\"" + TestGate.ID + "\",\"cf-access-client-secret\":\""
                + TestGate.SECRET + "\"}";
        return Stream.of(
                Arguments.of("nothing", new String[] {}),
                Arguments.of("a bearer token, which is not ours", new String[] {"Authorization: Bearer abc"}),
                Arguments.of("unknown id", new String[] {"CF-Access-Client-Id: nobody.access", secret}),
                Arguments.of("wrong secret", new String[] {id, "CF-Access-Client-Secret: x" + TestGate.SECRET}),
                Arguments.of("half a pair", new String[] {id}),
                Arguments.of("the other half", new String[] {secret}),
                Arguments.of("a header twice", new String[] {id, secret, secret}),
                Arguments.of("joined by a comma", new String[] {id, secret + "," + TestGate.SECRET}),
                Arguments.of("pair and single header", new String[] {id, secret, "Authorization: " + json}),
                Arguments.of("underscore twin", new String[] {id, "CF_Access_Client_Secret: " + TestGate.SECRET}),
                Arguments.of("underscore twin beside", new String[] {id, secret, "CF_Access_Client_Secret: x"}),
                Arguments.of("empty secret", new String[] {id, "CF-Access-Client-Secret:"}),
                Arguments.of("an id too long", new String[] {"CF-Access-Client-Id: " + "a".repeat(257), secret}),
                Arguments.of("a blank in the secret", new String[] {id, "CF-Access-Client-Secret: a b"}),
                Arguments.of("quotes around the secret", new String[] {id, "CF-Access-Client-Secret: \"a\""}),
                Arguments.of("single header twice", new String[] {"Authorization: " + json, "Authorization: " + json}),
                Arguments.of(
                        "single header beside another",
                        new String[] {"Authorization: Bearer x", "Authorization: " + json}),
                Arguments.of("single header too long", new String[] {"Authorization: " + json + " ".repeat(900) + "{"}),
                Arguments.of(
                        "members that fold to one",
                        new String[] {"Authorization: {\"cf-access-client-id\":\"a\",\"CF_Access_Client_Id\":\"b\"}"}),
                Arguments.of("a member twice, once escaped", new String[] {
                    "Authorization: " + json.replace("}", ",\"\\u0063f-access-client-secret\":\"b\"}")
                }),
                Arguments.of("a third member", new String[] {"Authorization: " + json.replace("}", ",\"a\":\"b\"}")}),
                Arguments.of(
                        "a secret that is no string",
                        new String[] {"Authorization: {\"cf-access-client-id\":\"a\",\"cf-access-client-secret\":1}"}),
                Arguments.of("token header twice", new String[] {"cf-access-token: a.b.c", "cf-access-token: a.b.c"}),
                Arguments.of("token header's twin", new String[] {"cf_access_token: a.b.c"}),
                Arguments.of(
                        "token header unlike the cookie",
                        new String[] {"cf-access-token: a.b.c", "Cookie: CF_Authorization=a.b.d"}),
                Arguments.of(
                        "two cookies in two headers",
                        new String[] {"Cookie: CF_Authorization=a.b.c", "Cookie: CF_Authorization=a.b.c"}),
                Arguments.of("quotes eaten", new String[] {"Authorization: " + json.replace("\"", "")}),
                Arguments.of("something after the object", new String[] {"Authorization: " + json + "{}"}),
                Arguments.of("a bad session", new String[] {"Cookie: CF_Authorization=a.b.c"}),
                Arguments.of("a bad pair beside a cookie", new String[] {id, "Cookie: CF_Authorization=a.b.c"}),
                Arguments.of("two cookies", new String[] {"Cookie: CF_Authorization=a.b.c; CF_Authorization=a.b.d"}),
                Arguments.of("an identity made up", new String[] {"Cf-Access-Jwt-Assertion: a.b.c"}));
    }

    @Test
    void cookieDoesNotRescueBadCredential() throws IOException {
        String setCookie = app.get("/alpha", TestGate.PAIR).header("Set-Cookie");
        String cookie = "Cookie: " + setCookie.substring(0, setCookie.indexOf(';'));

        assertThat(app.get("/alpha", cookie).status()).isEqualTo(200);
        assertThat(app.get("/alpha", cookie, "CF-Access-Client-Id: " + TestGate.ID, "CF-Access-Client-Secret: wrong")
                        .status())
                .isEqualTo(401);
        assertThat(app.get("/alpha", cookie, "CF-Access-Client-Id: " + TestGate.ID)
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void answersAllRejectionsAlike(String what, String... headers) throws IOException {
        RawAnswer answer = app.get("/alpha", headers);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("ServiceToken realm=\"alpha \\\"A\\\"\"");
        assertThat(answer.header("CF-Access-Aud")).isEqualTo(ALPHA.aud());
        assertThat(answer.header("CF-Access-Domain")).isEqualTo("*/alpha");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Location")).isNull();
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.body())
                .matches("\\{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"A valid service token is required.\",\"reference\":\"[0-9a-f]{16}\"}");
    }

    @Test
    void acceptsSingleHeader() throws IOException {
        String json = "{\"CF-Access-Client-Id\": \"" + TestGate.ID + "\", \"CF_Access-Client-Secret\": \""
                + TestGate.SECRET + "\"}";

        assertThat(app.get("/alpha", "authorization: " + json).status()).isEqualTo(200);
        String basic = Base64.getEncoder()
                .encodeToString((TestGate.ID + ":" + TestGate.SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(app.get("/alpha", "Authorization: Basic " + basic).status()).isEqualTo(401);
    }

    @Test
    void forbidsIfNoPolicyMatches() throws IOException {
        RawAnswer answer = app.get("/alpha", TestGate.OTHER_PAIR);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate")).isNull();
        assertThat(answer.header("CF-Access-Aud")).isEqualTo(ALPHA.aud());
        assertThat(answer.header("CF-Access-Domain")).isEqualTo("*/alpha");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body())
                .contains("\"status\":403")
                .contains("\"detail\":\"Ask <the> \\\"platform\\\" team, gr\\u00F6\\u00DFer\"");
    }

    @Test
    void forbidsIfDenyPolicyMatches() throws IOException {
        assertThat(app.get("/shut", TestGate.PAIR).status()).isEqualTo(403);
    }

    @Test
    void answers503IfStoreIsDown() throws Exception {
        var gate = TestGate.builder(Organization.DEFAULT, ALPHA)
                .credentialStore(clientId -> {
                    throw new IOException("down");
                })
                .build();
        try (JettyApp broken = GatedApp.behind(gate).start()) {
            RawAnswer answer = broken.get("/alpha", TestGate.PAIR);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            assertThat(answer.header("WWW-Authenticate")).isNull();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body()).contains("\"status\":503").doesNotContain("down");
        }
    }

    @Test
    void explainsOnlyIfConfigured() throws Exception {
        Organization organization = Organization.builder().explainDenials(true).build();
        try (JettyApp explaining =
                GatedApp.behind(TestGate.of(organization, ALPHA)).start()) {
            assertThat(explaining.get("/alpha").body()).contains("\"reason\":\"nothing_presented\"");
            assertThat(explaining.get("/alpha", "Accept: text/plain").body()).contains("Reason: nothing_presented\n");
            assertThat(explaining.get("/alpha", "Accept: text/html").body()).contains("<code>nothing_presented</code>");
        }
    }

    @Test
    void writesPreferredForm() throws IOException {
        RawAnswer page = app.get("/alpha", with(TestGate.OTHER_PAIR, "Accept: text/html,*/*;q=0.8"));
        RawAnswer text = app.get("/alpha", with(TestGate.OTHER_PAIR, "Accept: text/plain"));

        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.body())
                .contains("<h1>403 Forbidden</h1>")
                .contains("Ask &#60;the&#62; &#34;platform&#34; team, gr&#246;&#223;er")
                .doesNotContain("<script")
                .doesNotContain("http");
        assertThat(text.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(text.body()).startsWith("403 Forbidden\nAsk <the> \"platform\" team, größer\nReference: ");
    }

    @Test
    void writesNoBodyForHead() throws IOException {
        RawAnswer answer = app.send("HEAD", "/alpha");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("ServiceToken ");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
    void neverRedirects(String method) throws IOException {
        assertThat(app.send(method, "/alpha", "Accept: text/html").status()).isEqualTo(401);
    }

    @Test
    void answersPreflights() throws IOException {
        RawAnswer answer =
                app.send("OPTIONS", "/cors", "Origin: https://a.example", "Access-Control-Request-Method: PUT");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("PUT");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(String.join(",", answer.all("Vary"))).contains("Origin");
    }

    @Test
    void passesOrDeniesOtherPreflights() throws IOException {
        String[] preflight = {"Origin: https://a.example", "Access-Control-Request-Method: PUT"};

        assertThat(app.send("OPTIONS", "/preflights", preflight).body()).contains("app was here");
        assertThat(app.send("OPTIONS", "/preflights", preflight[0]).status()).isEqualTo(401);
        assertThat(app.send("OPTIONS", "/alpha", preflight).status()).isEqualTo(401);
    }

    static String[] with(String[] headers, String... more) {
        return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
