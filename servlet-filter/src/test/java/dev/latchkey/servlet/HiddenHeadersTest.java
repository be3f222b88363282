package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 5: headers that the app never sees, over a raw socket")
final class HiddenHeadersTest {

    private static final Application ALPHA = TestGate.application("alpha", "*/alpha")
            .readServiceTokensFromHeader("Authorization")
            .build();
    private static final Application EXPOSING = TestGate.application("exposing", "*/exposing")
            .exposeCredentials(true)
            .build();
    private static final Application OPEN = TestGate.bypassed("open", "*/open").build();
    private static final String JSON = "{\"cf-access-client-id\": \"" + TestGate.ID
            + "\", \"cf-access-client-secret\": \"" + TestGate.SECRET + "\"}";

    private static JettyApp app;

    @BeforeAll
    static void start() throws Exception {
        Organization organization =
                Organization.builder().denyUnmatchedRequests(false).build();
        app = GatedApp.behind(TestGate.of(organization, ALPHA, EXPOSING, OPEN)).start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CF-Access-Client-Id, CF-Access-Client-Secret",
        "cf-access-client-id, cf-access-client-secret",
        "CF-ACCESS-CLIENT-ID, CF-ACCESS-CLIENT-SECRET",
        "cF-aCCESS-cLIENT-iD, cF-aCCESS-cLIENT-sECRET",
    })
    void hidesSecretInAnyCase(String idHeader, String secretHeader) throws IOException {
        RawAnswer answer = app.get(
                "/alpha", idHeader + ": " + TestGate.ID, secretHeader + ": " + TestGate.SECRET, "X-Other: kept");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain(TestGate.SECRET)
                .containsIgnoringCase("header CF-Access-Client-Id=" + TestGate.ID)
                .contains("X-Other=kept")
                .doesNotContainPattern("(?m)^secret=(?!null$)");
    }

    @ParameterizedTest
    @CsvSource({"Authorization", "authorization", "AUTHORIZATION"})
    void hidesSingleHeaderWithCredentials(String header) throws IOException {
        RawAnswer answer = app.get("/alpha", header + ": " + JSON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(TestGate.SECRET).doesNotContainIgnoringCase("header authorization=");
    }

    @Test
    void keepsHeaderWithoutCredentials() throws IOException {
        RawAnswer answer =
                app.get("/alpha", RequestContractTest.with(TestGate.PAIR, "Authorization: Bearer of the app's"));

        assertThat(answer.body()).contains("header Authorization=Bearer of the app's");
    }

    @Test
    void exposesSecretOnRequest() throws IOException {
        assertThat(app.get("/exposing", TestGate.PAIR).body()).contains("secret=" + TestGate.SECRET);
    }

    static Stream<String> secretHeaders() {
        return Stream.of(
                "CF-Access-Client-Secret",
                "cf-access-client-secret",
                "CF_Access_Client_Secret",
                "cf_access_client_secret",
                "CF-Access_Client-Secret");
    }

    @ParameterizedTest
    @MethodSource("secretHeaders")
    void hidesSecretAndTwinsOnBypass(String header) throws IOException {
        for (String path : new String[] {"/open", "/elsewhere"}) {
            RawAnswer answer =
                    app.get(path, header + ": " + TestGate.SECRET, "Cf-Access-Authenticated-User-Email: a@b.c");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(TestGate.SECRET).doesNotContain("a@b.c");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/alpha,     Cf-Access-Jwt-Assertion",
        "/alpha,     CF-ACCESS-JWT-ASSERTION",
        "/alpha,     cf_access_jwt_assertion",
        "/open,      Cf-Access-Jwt-Assertion",
        "/open,      cf-access-jwt-assertion",
        "/open,      Cf_Access_Jwt_Assertion",
        "/elsewhere, Cf-Access-Jwt-Assertion",
        "/elsewhere, cf-access_jwt-assertion",
    })
    void hidesForgedAssertion(String path, String header) throws IOException {
        RawAnswer answer = app.get(
                path, RequestContractTest.with(TestGate.PAIR, header + ": made.up.once", header + ": made.up.twice"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("made.up");
        if (path.equals("/alpha")) {
            assertThat(Seen.lines(answer.body()).get("assertion")).startsWith("ey");
        } else {
            assertThat(Seen.lines(answer.body())).containsEntry("assertion", "null");
        }
    }
}
