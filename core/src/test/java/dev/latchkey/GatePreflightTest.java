package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Reason;
import dev.latchkey.model.CorsHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 3: CORS")
class GatePreflightTest {

    private static final String VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private static PlainRequest options() {
        return PlainRequest.of("OPTIONS", "https://jobs.example.com/run");
    }

    private static PlainRequest preflight(String origin) {
        return options()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "x-one, x-two");
    }

    private Map<String, String> answer(CorsHeaders cors, String origin) {
        fixture.protect(jobs().policy(ANY_TOKEN).corsHeaders(cors));
        AccessDecision decision = fixture.decide(preflight(origin));
        assertThat(decision).isInstanceOf(AccessDecision.PreflightAnswered.class);
        assertThat(decision.reason()).isEqualTo(Reason.CORS_PREFLIGHT);
        assertThat(fixture.lastDecision().outcome()).isEqualTo(Outcome.PREFLIGHT_ANSWERED);
        return ((AccessDecision.PreflightAnswered) decision).headers();
    }

    @Test
    void passUnauthenticatedWhereTheApplicationSaysSo() {
        fixture.protect(jobs().policy(ANY_TOKEN).optionsPreflightBypass(true));

        assertThat(fixture.decide(preflight("https://app.example.com").header("Cf-Access-Jwt-Assertion", "made up")))
                .isInstanceOfSatisfying(AccessDecision.Passed.class, passed -> {
                    assertThat(passed.reason()).isEqualTo(Reason.CORS_PREFLIGHT);
                    assertThat(passed.hiddenHeaders().hides("Cf-Access-Jwt-Assertion"))
                            .isTrue();
                });
        assertThat(fixture.lastDecision().outcome()).isEqualTo(Outcome.PASSED);
    }

    /** Every site can send this origin, from a sandboxed frame. */
    @Test
    void originNullIsRefusedWithCredentials() {
        CorsHeaders.Builder cors = CorsHeaders.builder().allowedOrigins(List.of("https://app.example.com", "null"));

        assertThat(answer(cors.build(), "null")).containsEntry("Access-Control-Allow-Origin", "null");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> cors.allowCredentials(true).build())
                .satisfies(refused -> assertThat(refused.faults())
                        .singleElement()
                        .satisfies(fault -> assertThat(fault.pointer()).isEqualTo("/allowed_origins/1")));
    }

    @Test
    void areDeniedOtherwise() {
        fixture.protect(jobs().policy(ANY_TOKEN));

        fixture.assertRefused(preflight("https://app.example.com"), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void areNoOtherRequests() {
        fixture.protect(jobs().policy(ANY_TOKEN).optionsPreflightBypass(true));
        String method = "Access-Control-Request-Method";

        for (PlainRequest request : List.of(
                options(),
                options().header("Origin", "https://app.example.com"),
                options().header(method, "PUT"),
                PlainRequest.get("https://jobs.example.com")
                        .header("Origin", "x")
                        .header(method, "PUT"),
                PlainRequest.of("options", "https://jobs.example.com")
                        .header("Origin", "x")
                        .header(method, "PUT"))) {
            fixture.assertRefused(request, 401, Reason.NOTHING_PRESENTED);
        }
    }

    @Test
    void areAnsweredWithRequestedValuesIfAllAreAllowed() {
        CorsHeaders all = new CorsHeaders(true, true, true, false, List.of(), List.of(), List.of(), 600);

        assertThat(answer(all, "https://app.example.com"))
                .isEqualTo(Map.of(
                        "Vary", VARY,
                        "Access-Control-Allow-Origin", "*",
                        "Access-Control-Allow-Methods", "PUT",
                        "Access-Control-Allow-Headers", "x-one, x-two",
                        "Access-Control-Max-Age", "600"));
    }

    @Test
    void areAnsweredWithConfiguredValues() {
        CorsHeaders some = new CorsHeaders(
                false, false, false, true, List.of("x-one"), List.of("GET", "PUT"), List.of("https://a.com"), null);

        assertThat(answer(some, "https://a.com"))
                .isEqualTo(Map.of(
                        "Vary", VARY,
                        "Access-Control-Allow-Origin", "https://a.com",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Allow-Methods", "GET, PUT",
                        "Access-Control-Allow-Headers", "x-one"));
    }

    @Test
    void tellAnOriginThatIsNotAllowedNothing() {
        CorsHeaders some =
                new CorsHeaders(true, true, false, true, List.of(), List.of(), List.of("https://a.com"), null);

        for (String origin : List.of("https://b.com", "https://a.com.evil.org", "HTTPS://A.COM", "null", "")) {
            assertThat(answer(some, origin)).isEqualTo(Map.of("Vary", VARY));
        }
    }

    @Test
    void doNotCarryLineBreaksIntoTheAnswer() {
        fixture.protect(
                jobs().corsHeaders(new CorsHeaders(true, true, true, false, List.of(), List.of(), List.of(), null)));
        AccessDecision decision = fixture.decide(options()
                .header("Origin", "x")
                .header("Access-Control-Request-Method", "GET\r\nSet-Cookie: a=b")
                .header("Access-Control-Request-Headers", "é"));

        assertThat(((AccessDecision.PreflightAnswered) decision).headers())
                .containsOnlyKeys("Vary", "Access-Control-Allow-Origin");

        AccessDecision deleted = fixture.decide(options()
                .header("Origin", "x")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "x-one\u007f"));
        assertThat(((AccessDecision.PreflightAnswered) deleted).headers())
                .containsOnlyKeys("Vary", "Access-Control-Allow-Origin", "Access-Control-Allow-Methods");
    }

    /** A denial that a script of an allowed origin may read. */
    @Nested
    @DisplayName("on denials")
    class OnDenials {

        private static final CorsHeaders SOME = new CorsHeaders(
                false, false, false, true, List.of("x-one"), List.of("GET"), List.of("https://a.com"), 600);

        private Map<String, String> denied(CorsHeaders cors, PlainRequest request, int status, Reason reason) {
            fixture.protect(jobs().policy(ANY_TOKEN).corsHeaders(cors));
            return fixture.assertRefused(request, status, reason).denial().corsHeaders();
        }

        @Test
        void nameTheOriginThatIsAllowed() {
            PlainRequest request = GateFixture.request().header("Origin", "https://a.com");

            assertThat(denied(SOME, request, 401, Reason.NOTHING_PRESENTED))
                    .isEqualTo(Map.of(
                            "Vary", "Origin",
                            "Access-Control-Allow-Origin", "https://a.com",
                            "Access-Control-Allow-Credentials", "true"));
        }

        @Test
        void allowEveryOriginWhereThatIsConfigured() {
            CorsHeaders all = new CorsHeaders(true, true, true, false, List.of(), List.of(), List.of(), null);
            PlainRequest request = GateFixture.request().header("Origin", "https://a.com");

            assertThat(denied(all, request, 401, Reason.NOTHING_PRESENTED))
                    .isEqualTo(Map.of("Vary", "Origin", "Access-Control-Allow-Origin", "*"));
        }

        @Test
        void tellOtherOriginsNothing() {
            for (String origin : List.of("https://b.com", "https://a.com.evil.org", "HTTPS://A.COM", "null", "")) {
                assertThat(denied(SOME, GateFixture.request().header("Origin", origin), 401, Reason.NOTHING_PRESENTED))
                        .isEqualTo(Map.of("Vary", "Origin"));
            }
            assertThat(denied(SOME, GateFixture.request(), 401, Reason.NOTHING_PRESENTED))
                    .isEqualTo(Map.of("Vary", "Origin"));
        }

        @Test
        void arePresentForEveryStatus() {
            fixture.protect(jobs().corsHeaders(SOME));
            PlainRequest request = fixture.pair().header("Origin", "https://a.com");

            assertThat(fixture.assertRefused(request, 403, Reason.NO_POLICY)
                            .denial()
                            .corsHeaders())
                    .containsEntry("Access-Control-Allow-Origin", "https://a.com");

            fixture.use(fixture.builder().credentialStore(clientId -> {
                throw new IOException("down");
            }));
            assertThat(fixture.assertRefused(request, 503, Reason.STORE_UNAVAILABLE)
                            .denial()
                            .corsHeaders())
                    .containsEntry("Access-Control-Allow-Origin", "https://a.com");
        }

        @Test
        void areAbsentWhereTheApplicationSaysNothing() {
            fixture.protect(jobs().policy(ANY_TOKEN));

            assertThat(fixture.assertRefused(
                                    GateFixture.request().header("Origin", "https://a.com"),
                                    401,
                                    Reason.NOTHING_PRESENTED)
                            .denial()
                            .corsHeaders())
                    .isEmpty();
        }
    }
}
