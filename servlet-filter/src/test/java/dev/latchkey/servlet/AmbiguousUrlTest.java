package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 6: ambiguous URLs over a raw socket")
final class AmbiguousUrlTest {

    private static JettyApp strict;
    private static JettyApp lenient;

    @BeforeAll
    static void start() throws Exception {
        strict = GatedApp.behind(gate()).start();
        lenient = GatedApp.behind(gate()).lenient(true).start();
    }

    @AfterAll
    static void stop() {
        strict.close();
        lenient.close();
    }

    /** Everything is open, except below /open/alpha, which needs credentials. */
    private static AccessGate gate(UrlAmbiguity... allowed) {
        Organization organization =
                Organization.builder().allowUrlAmbiguities(List.of(allowed)).build();
        return TestGate.of(
                organization,
                TestGate.bypassed("open", "*/open").build(),
                TestGate.application("alpha", "*/open/alpha").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/open/%00alpha",
                "/open/alpha%00",
                "/open/%01/x",
                "/open/%7f",
                "/open/x%0d%0ay",
                "/open\\alpha",
                "/open/x\\..\\alpha",
                "/open%5calpha",
                "/open%5Calpha",
                "/open%2falpha",
                "/open%2Falpha",
                "/open/%2falpha",
                "/open/x%2f..%2falpha",
                "/open/%2561lpha",
                "/open/100%25",
                "/open/x/../alpha",
                "/open/./alpha",
                "/elsewhere/../open/alpha",
                "/open/alpha/../here",
                "/open/alpha/..",
                "/..",
                "/open/%2e/alpha",
                "/open/x/%2e%2e/alpha",
                "/open/x/.%2E/alpha",
                "/open/x/%2e./alpha",
                "/open;x=y/alpha",
                "/open/;/alpha",
                "/open/..;/open/alpha",
                "/open/alpha;jsessionid=1/x",
                "/open/alpha;x=y",
                "/open//alpha",
                "//open/alpha",
                "/open/alpha//",
                "/open/%c0%aealpha",
                "/open/%c0%af",
                "/open/%ff",
                "/open/%e2%82",
                "/open/%zz",
                "/open/%1",
                "/open/%",
                "/open/%u0061lpha",
            })
    void areRejectedBeforeDecision(String path) throws IOException {
        for (JettyApp app : List.of(strict, lenient)) {
            RawAnswer answer = app.get(path, TestGate.PAIR);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("app was here");
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource({
        "/open/here,                     200",
        "/open/alpha,                    401",
        "/open/alpha/,                   401",
        "/open/alpha/here,               401",
        "/open/%61lpha,                  401",
        "/open/alphabet,                 200",
        "/open/ALPHA,                    200",
        "/open/gr%c3%b6%c3%9fer,         200",
        "/open/a+b%20c,                  200",
        "/open/here;jsessionid=abc,      200",
        "/open/alpha;jsessionid=abc,     401",
        "/open/alpha?x=/open/here,       401",
        "/open/here?x=//;%2f%25,         200",
        "http://app.example.com/open/alpha, 401",
    })
    void unambiguousUrlsAreDecided(String path, int status) throws IOException {
        assertThat(strict.get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} is allowed by {1}")
    @CsvSource({
        "/open/x%01,       CONTROL_CHARACTER",
        "/open/x%5cy,      BACKSLASH",
        "/open/x%2fy,      ENCODED_SLASH",
        "/open/100%25,     ENCODED_PERCENT",
        "/open/x;y=z/here, PATH_PARAMETER",
        "/open//here,      EMPTY_SEGMENT",
        "/open/x/../here,  DOT_SEGMENT",
    })
    void canBeAllowedByName(String path, UrlAmbiguity allowed) throws Exception {
        try (JettyApp app = GatedApp.behind(gate(allowed)).lenient(true).start()) {
            assertThat(app.get(path).body()).startsWith("app was here");
            assertThat(lenient.get(path).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest(name = "{0}, allowed by {1}")
    @CsvSource({
        "/open/../open/alpha,        DOT_SEGMENT",
        "/open/alpha/../here,        DOT_SEGMENT",
        "/open/x/%2e%2e/alpha,       ENCODED_DOT_SEGMENT",
        "/open/x%2f..%2falpha,       ENCODED_SLASH",
        "/open/%2561lpha,            ENCODED_PERCENT",
        "/open/x\\..\\alpha,          BACKSLASH",
        "/open;x=y/alpha,            PATH_PARAMETER",
        "/open//alpha,               EMPTY_SEGMENT",
    })
    void allowingOneDoesNotOpenOtherApplications(String path, UrlAmbiguity allowed) throws Exception {
        try (JettyApp app = GatedApp.behind(gate(allowed)).lenient(true).start()) {
            assertThat(app.get(path).status()).isEqualTo(400);
            assertThat(app.get(path, TestGate.PAIR).status()).isEqualTo(400);
        }
    }

    @Test
    void areRejectedIfContainerHidesPath() throws Exception {
        try (JettyApp app =
                GatedApp.behind(gate(UrlAmbiguity.ENCODED_SLASH)).lenient(false).start()) {
            assertThat(app.get("/open/x%2fy").status()).isEqualTo(400);
        }
    }

    @Test
    void areAcceptedWithoutPathPatterns() throws Exception {
        AccessGate gate = TestGate.of(TestGate.application("all", "*").build());
        for (boolean decode : new boolean[] {true, false}) {
            try (JettyApp app = GatedApp.behind(gate).lenient(decode).start()) {
                assertThat(app.get("/files/100%25.txt", TestGate.PAIR).status()).isEqualTo(200);
                assertThat(app.get("/files//a%2fb;c=d", TestGate.PAIR).status()).isEqualTo(200);
                assertThat(app.get("/files/100%25.txt").status()).isEqualTo(401);
            }
        }
    }

    @Test
    void areAcceptedOnDispatchesWithoutPathPatterns() throws Exception {
        AccessGate gate = TestGate.of(TestGate.application("all", "*").build());
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(gate))
                .filter(new AccessFilter(gate))
                .page("/*", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        Seen.tell(request, response);
                    } else {
                        request.startAsync(request, response).dispatch();
                    }
                })
                .lenient(false)
                .start()) {
            assertThat(app.get("/files/a%2fb", TestGate.PAIR).body()).startsWith("app was here");
        }
    }

    @Test
    void reportsReasonOnlyInStatus() throws IOException {
        RawAnswer answer = lenient.get("/open//alpha");

        assertThat(answer.header("CF-Access-Aud")).isNull();
        assertThat(answer.header("WWW-Authenticate")).isNull();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body()).contains("\"status\":400").contains("\"reference\":");
        assertThat(EnumSet.allOf(UrlAmbiguity.class))
                .noneMatch(each -> answer.body().contains(each.word()));
    }
}
