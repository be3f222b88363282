package dev.latchkey.management;

import static dev.latchkey.management.ManagedApp.ACCESS;
import static dev.latchkey.management.ManagedApp.READ;
import static dev.latchkey.management.ManagedApp.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.AccessDocument;
import dev.latchkey.testsupport.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: what is refused, and that nothing changes then")
final class ApiErrorsTest {

    private static final String TOKENS = ACCESS + "service_tokens";
    private static final String BEARER = "Authorization: Bearer " + WRITE;
    private static final String JSON = "Content-Type: application/json";
    private static final String UNKNOWN_ID = "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11";

    private static ManagedApp app;
    private AccessDocument before;

    @BeforeAll
    static void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @BeforeEach
    void remember() {
        before = app.store.document();
        // Every test has a minute of its own.
        app.pass(Duration.ofMinutes(1));
    }

    @AfterEach
    void nothingChanged() {
        assertThat(app.store.document()).isSameAs(before);
    }

    static List<List<String>> strangers() {
        String keyed = "X-Auth-Key: " + WRITE;
        String email = "X-Auth-Email: ops@example.com";
        return List.of(
                List.of(),
                List.of("Authorization: Bearer "),
                List.of("Authorization: Bearer wrong"),
                List.of("Authorization: Bearer " + WRITE + "x"),
                List.of("Authorization: Bearer " + WRITE + " x"),
                List.of("Authorization: Bearer " + "x".repeat(300)),
                List.of("Authorization: Basic " + WRITE),
                List.of("Authorization: " + WRITE),
                List.of(BEARER + "," + WRITE),
                List.of(BEARER, BEARER),
                List.of(BEARER, "Authorization: Bearer wrong"),
                List.of(keyed),
                List.of(keyed, "X-Auth-Email: "),
                List.of(keyed, keyed, email),
                List.of(keyed, email, email),
                List.of("X-Auth-Key: wrong", email),
                List.of(BEARER, "X-Auth-Key: " + READ, email),
                List.of(BEARER, "X-Auth-Key: wrong", email),
                List.of("Authorization: Basic eDp5", keyed, email));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void answers401WithoutOneGoodManagementToken(List<String> headers) throws Exception {
        Reply reply =
                app.send("GET", TOKENS, null, headers.toArray(String[]::new)).expect(401);

        assertThat(reply.codes()).containsExactly(10000);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.raw().body()).doesNotContain(WRITE, READ);
    }

    static List<List<String>> good() {
        String email = "X-Auth-Email: ops@example.com";
        return List.of(
                List.of(BEARER),
                List.of("authorization: bearer " + WRITE),
                List.of("X-Auth-Key: " + WRITE, email),
                List.of(BEARER, "X-Auth-Key: " + WRITE, email),
                List.of(BEARER, email),
                List.of(BEARER, "Sec-Fetch-Mode: cors"),
                List.of("Authorization: Bearer " + READ));
    }

    @ParameterizedTest
    @MethodSource("good")
    void takesEitherWayOfPresentingOne(List<String> headers) throws Exception {
        app.send("GET", TOKENS, null, headers.toArray(String[]::new)).expect(200);
    }

    @Test
    void tellsAStrangerNothingOfWhatThereIs() throws Exception {
        for (String target : List.of(TOKENS, "/client/v4/nothing", "/client/v4", TOKENS + "/" + UNKNOWN_ID)) {
            app.send("DELETE", target, null).expect(401);
        }
    }

    @Test
    void answers429AfterTenFailuresButNotToValidToken() throws Exception {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            app.send("GET", TOKENS, null).expect(401);
        }
        Reply reply = app.send("GET", TOKENS, null).expect(429);

        assertThat(reply.codes()).containsExactly(10002);
        assertThat(reply.header("Retry-After")).isEqualTo("60");
        app.send("GET", TOKENS, null, BEARER).expect(200);
        app.pass(Duration.ofSeconds(45));
        assertThat(app.send("GET", TOKENS, null).expect(429).header("Retry-After"))
                .isEqualTo("15");
        app.pass(Duration.ofSeconds(15));
        app.send("GET", TOKENS, null).expect(401);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, service_tokens",
        "PUT, service_tokens/" + UNKNOWN_ID,
        "DELETE, service_tokens/" + UNKNOWN_ID,
        "POST, service_tokens/" + UNKNOWN_ID + "/rotate",
        "POST, apps",
        "PUT, apps/" + UNKNOWN_ID,
        "POST, apps/" + UNKNOWN_ID + "/revoke_tokens",
        "PATCH, organizations",
        "PUT, keys",
        "POST, keys/rotate",
    })
    void answers403WhereTheScopeReadIsTooLittle(String method, String path) throws Exception {
        Reply reply = app.send(method, ACCESS + path, "{\"name\": \"x\"}", "Authorization: Bearer " + READ, JSON)
                .expect(403);

        assertThat(reply.codes()).containsExactly(10001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/client/v4/accounts/fedcba9876543210fedcba9876543210/access/service_tokens",
                "/client/v4/zones/fedcba9876543210fedcba9876543210/access/service_tokens",
                "/client/v4/accounts/x/access/service_tokens",
            })
    void answers404ForAnotherAccount(String target) throws Exception {
        assertThat(app.send("GET", target, null, BEARER).expect(404).codes()).containsExactly(7003);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/client/v4",
                "/client/v4/",
                "/client/v4/user/tokens/verify",
                "/client/v4/accounts/" + ManagedApp.ACCOUNT,
                "/client/v4/accounts/" + ManagedApp.ACCOUNT + "/access",
                ACCESS,
                ACCESS + "service_tokens/",
                ACCESS + "Service_Tokens",
                ACCESS + "nothing",
                ACCESS + "service_tokens/" + UNKNOWN_ID + "/nothing",
                ACCESS + "apps/" + UNKNOWN_ID + "/policies/",
                ACCESS + "keys/" + UNKNOWN_ID,
                "/client/v4/users/" + ManagedApp.ACCOUNT + "/access/keys",
                "/client/v4/accounts/" + ManagedApp.ACCOUNT + "/gateway/keys",
            })
    void answers404WhereThereIsNothing(String target) throws Exception {
        assertThat(app.send("GET", target, null, BEARER).expect(404).codes()).containsExactly(7000);
    }

    @Test
    void takesTheAccountIdAsUuidAndBelowZones() throws Exception {
        app.send("GET", "/client/v4/accounts/01234567-89ab-cdef-0123-456789abcdef/access/keys", null, BEARER)
                .expect(200);
        app.send("GET", "/client/v4/zones/0123456789ABCDEF0123456789ABCDEF/access/keys", null, BEARER)
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, service_tokens/ID, 11023",
        "PUT, service_tokens/ID, 11023",
        "DELETE, service_tokens/ID, 11023",
        "POST, service_tokens/ID/refresh, 11023",
        "POST, service_tokens/ID/rotate, 11023",
        "GET, apps/ID, 11021",
        "PUT, apps/ID, 11021",
        "DELETE, apps/ID, 11021",
        "POST, apps/ID/revoke_tokens, 11021",
        "GET, apps/ID/policies, 11021",
        "POST, apps/ID/policies, 11021",
        "GET, apps/ID/policies/ID, 11021",
        "PUT, apps/ID/policies/ID, 11021",
        "DELETE, apps/ID/policies/ID, 11021",
        "GET, policies/ID, 11022",
        "PUT, policies/ID, 11022",
        "DELETE, policies/ID, 11022",
    })
    void answers404ForAnIdThatNothingHas(String method, String path, int code) throws Exception {
        String body = method.equals("PUT") || path.endsWith("/policies") ? "{\"name\": \"x\"}" : null;
        for (String id : List.of(UNKNOWN_ID, UNKNOWN_ID.replace("-", ""), "x", "..%3b", UNKNOWN_ID + "0")) {
            assertThat(app.call(method, path.replace("ID", id), body)
                            .expect(404)
                            .codes())
                    .containsExactly(code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, service_tokens, 'GET, HEAD, POST'",
        "PATCH, service_tokens/x, 'DELETE, GET, HEAD, PUT'",
        "GET, service_tokens/x/rotate, POST",
        "GET, service_tokens/x/refresh, POST",
        "PATCH, apps/x, 'DELETE, GET, HEAD, PUT'",
        "GET, apps/x/revoke_tokens, POST",
        "PUT, apps/x/policies, 'GET, HEAD, POST'",
        "POST, apps/x/policies/y, 'DELETE, GET, HEAD, PUT'",
        "DELETE, keys, 'GET, HEAD, PUT'",
        "GET, keys/rotate, POST",
        "DELETE, organizations, 'GET, HEAD, PATCH, POST, PUT'",
        "OPTIONS, apps, 'GET, HEAD, POST'",
        "BREW, apps, 'GET, HEAD, POST'",
    })
    void answers405WithTheMethodsThatThereAre(String method, String path, String allow) throws Exception {
        Reply reply = app.call(method, path, null).expect(405);

        assertThat(reply.codes()).containsExactly(10405);
        assertThat(reply.header("Allow")).isEqualTo(allow);
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        Reply get = app.get("organizations").expect(200);
        Reply head = app.call("HEAD", "organizations", null).expect(200);

        assertThat(head.raw().body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", ""})
    void answers415ForABodyThatIsNotJson(String type) throws Exception {
        String[] headers = type.isEmpty() ? new String[] {BEARER} : new String[] {BEARER, "Content-Type: " + type};

        assertThat(app.send("POST", TOKENS, "{\"name\": \"x\"}", headers)
                        .expect(415)
                        .codes())
                .containsExactly(10415);
    }

    @Test
    void answers413ToABodyOfTwoMebibytesByItsLength() throws Exception {
        String body = "{\"name\": \"" + "x".repeat(2 << 20) + "\"}";

        assertThat(app.send("POST", TOKENS, body, BEARER, JSON).expect(413).codes())
                .containsExactly(10413);
    }

    @Test
    void answers413ToABodyOfTwoMebibytesInChunks() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String request = "POST " + TOKENS + " HTTP/1.1\r\nHost: app.example.com\r\n" + BEARER + "\r\n" + JSON
                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk.repeat(32) + "0\r\n\r\n";

        Reply reply = Reply.of(RawAnswer.to(app.port(), request.getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(reply.expect(413).codes()).containsExactly(10413);
    }

    @Test
    void takesABodyOfOneMebibyteAndNotAByteMore() throws Exception {
        String body = "{\"name\": \"x\", \"y\": \"";
        String full = body + "y".repeat(RequestBody.LARGEST - body.length() - 2) + "\"}";

        assertThat(app.send("POST", TOKENS, full, BEARER, JSON).expect(400).pointers())
                .containsExactly("/y");
        app.send("POST", TOKENS, full + " ", BEARER, JSON).expect(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": ",
                "{\"name\": \"x\"} {}",
                "[]",
                "null",
                "7",
                "{'name': 'x'}",
                "{\"name\": \"x\",}",
                "{\"a\": {\"b\": NaN}}",
                " ",
            })
    void answers400UnlessBodyIsOneJsonObject(String body) throws Exception {
        assertThat(app.post("service_tokens", body).expect(400).codes()).containsExactly(12130);
        assertThat(app.put("organizations", body).expect(400).codes()).containsExactly(12130);
    }

    @Test
    void answers400ToAMemberThatIsThereTwice() throws Exception {
        assertThat(app.post("service_tokens", "{\"name\": \"x\", \"n\\u0061me\": \"y\"}")
                        .expect(400)
                        .pointers())
                .containsExactly("/name");
    }

    @Test
    void answers400ToDeepNesting() throws Exception {
        app.post("apps", "{\"x\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}")
                .expect(400);
    }

    @Test
    void answers400WhereABodyIsMissing() throws Exception {
        app.post("service_tokens", null).expect(400);
        app.call("PUT", "organizations", null).expect(400);
    }

    @Test
    void namesEveryFaultOfABodyWithItsPointer() throws Exception {
        assertThat(app.post("service_tokens", """
                        {"name": 7, "duration": "a year", "enabled": "yes", "client_secret_version": -2, "nam": "x",
                         "previous_client_secret_expires_at": "tomorrow"}""").expect(400).pointers())
                .containsExactlyInAnyOrder(
                        "/name",
                        "/duration",
                        "/enabled",
                        "/client_secret_version",
                        "/nam",
                        "/previous_client_secret_expires_at");
        assertThat(app.post("apps", """
                        {"name": "x", "domain": ["x"], "destinations": [{"uri": 7}], "session_duration": "long",
                         "read_service_tokens_from_header": "Cookie", "cors_headers": {"max_age": "7"},
                         "policies": [{"name": "p", "decision": "maybe", "include": [{"ip": {"ip": "everywhere"}}]}, 7]}""").expect(400).pointers())
                .contains(
                        "/domain",
                        "/destinations/0/uri",
                        "/session_duration",
                        "/cors_headers/max_age",
                        "/policies/0/decision",
                        "/policies/0/include/0/ip/ip",
                        "/policies/1");
        assertThat(app.call("PATCH", "organizations", """
                        {"service_token_inactivity": {"inactivity_threshold_days": "30"}, "trusted_proxies": [7],
                         "strict_service_token_auth": "no", "key_rotation_interval_days": 30, "x": null}""").expect(400).pointers())
                .containsExactlyInAnyOrder(
                        "/service_token_inactivity/inactivity_threshold_days",
                        "/trusted_proxies/0",
                        "/strict_service_token_auth",
                        "/key_rotation_interval_days",
                        "/x");
    }

    @Test
    void neverRedirectsAndNeverAnswersWithAPage() throws Exception {
        for (String target : List.of("/client/v4", ACCESS + "apps/", "/client/v4/%7e", ACCESS + "apps?per_page=x")) {
            assertThat(app.send("GET", target, null, BEARER).status()).isGreaterThanOrEqualTo(400);
        }
    }
}
