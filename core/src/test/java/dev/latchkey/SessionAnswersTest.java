package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.AccessGate.PresentedSession;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 4: well-known paths, and tokens minted by hand")
class SessionAnswersTest {

    private static final Policy ANY_TOKEN_LATER =
            policy(Policy.Decision.NON_IDENTITY, 2, new Rule.AnyValidServiceToken());

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private String jwt;

    @BeforeEach
    void openASession() {
        fixture.protect(
                Application.named("other").domain("jobs.example.com/other").policy(ANY_TOKEN),
                jobs().policy(ANY_TOKEN));
        jwt = fixture.letIn(fixture.pair()).applicationToken();
    }

    private void assertRefused(Answer<PresentedSession> answer, int status, Reason reason) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.denied().status()).isEqualTo(status);
            assertThat(refused.denied().reason()).isEqualTo(reason);
            AccessEvent.Decision event = fixture.lastDecision();
            assertThat(event.outcome()).isEqualTo(status == 401 ? Outcome.UNAUTHENTICATED : Outcome.UNAVAILABLE);
            assertThat(event.reference()).isEqualTo(refused.denied().denial().reference());
        });
    }

    @Test
    void aBadCredentialIsNotRescuedByAGoodToken() {
        PlainRequest wrong = cookie(jwt)
                .header("CF-Access-Client-Id", fixture.token().clientId())
                .header("CF-Access-Client-Secret", "wrong");
        PlainRequest half =
                cookie(jwt).header("CF-Access-Client-Id", fixture.token().clientId());
        PlainRequest twin = request().header("cf-access-token", jwt).header("cf_access_token", jwt);

        assertRefused(fixture.gate().session(wrong), 401, Reason.WRONG_SECRET);
        assertRefused(fixture.gate().endSession(wrong), 401, Reason.WRONG_SECRET);
        assertRefused(fixture.gate().session(half), 401, Reason.HALF_A_PAIR);
        assertRefused(fixture.gate().endSession(twin), 401, Reason.HEADER_TWIN);
        assertThat(fixture.gate().session(cookie(jwt))).isInstanceOf(Answer.Good.class);
    }

    @Test
    void goodCredentialsAloneAreNoSession() {
        assertRefused(fixture.gate().session(fixture.pair()), 401, Reason.NOTHING_PRESENTED);
        assertThat(fixture.gate().session(GateFixture.pair(cookie(jwt), fixture.token())))
                .isInstanceOf(Answer.Good.class);
    }

    @Test
    void allowsLogoutAfterAccessWasWithdrawn() {
        fixture.protect(jobs().policy(policy(Policy.Decision.DENY, 1, new Rule.Everyone()))
                .policy(ANY_TOKEN_LATER));

        assertRefused(fixture.gate().session(cookie(jwt)), 401, Reason.DENY_POLICY);
        assertThat(fixture.lastDecision().serviceTokenId())
                .isEqualTo(fixture.token().token().id());
        assertThat(fixture.gate().endSession(cookie(jwt))).isInstanceOf(Answer.Good.class);

        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void findsSessionOfAnyApplicationOnHost() {
        for (PlainRequest request : new PlainRequest[] {
            cookie(jwt),
            request().header("cf-access-token", jwt),
            PlainRequest.get("https://jobs.example.com/cdn-cgi/access/get-identity")
                    .header("Cookie", "CF_Authorization=" + jwt)
        }) {
            PresentedSession session = GateFixture.good(fixture.gate().session(request));
            assertThat(session.identity().clientId()).isEqualTo(fixture.token().clientId());
            assertThat(session.identity().application().name()).isEqualTo("jobs");
            assertThat(session.identity().presentedAs()).isEqualTo(Presentation.APPLICATION_TOKEN);
            assertThat(session.issuedAt()).isEqualTo(GateFixture.START);
            assertThat(session.expiresAt()).isEqualTo(GateFixture.START.plus(Duration.ofHours(24)));
            assertThat(session.clearCookie())
                    .isEqualTo("CF_Authorization=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; "
                            + "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure");
        }
    }

    @Test
    void askingIsNoUseOfCredentials() {
        assertRefused(fixture.gate().session(fixture.pair()), 401, Reason.NOTHING_PRESENTED);
        assertRefused(fixture.gate().session(request()), 401, Reason.NOTHING_PRESENTED);
        assertRefused(fixture.gate().session(cookie("x")), 401, Reason.TOKEN_MALFORMED);
        assertRefused(
                fixture.gate().session(cookie(jwt + "; CF_Authorization=" + jwt)),
                401,
                Reason.SEVERAL_APPLICATION_TOKENS);
    }

    @Test
    void aSessionOfAnotherHostIsRefused() {
        fixture.protect(
                Application.named("elsewhere").domain("else.example.com").policy(ANY_TOKEN));

        assertRefused(
                fixture.gate()
                        .session(PlainRequest.get("https://else.example.com/")
                                .header("Cookie", "CF_Authorization=" + jwt)),
                401,
                Reason.TOKEN_AUDIENCE);
        assertRefused(
                fixture.gate()
                        .session(PlainRequest.get("https://nowhere.example.com/")
                                .header("Cookie", "CF_Authorization=" + jwt)),
                401,
                Reason.NOTHING_PRESENTED);
    }

    @Test
    void aSessionThatNoLongerLetsInIsRefused() {
        fixture.change(token -> token.enabled(false));
        assertRefused(fixture.gate().session(cookie(jwt)), 401, Reason.SERVICE_TOKEN_DISABLED);
        fixture.change(token -> token.enabled(true));
        fixture.protect(jobs());
        assertRefused(fixture.gate().session(cookie(jwt)), 401, Reason.NO_POLICY);
    }

    @Test
    void logoutEndsTheSession() {
        assertThat(fixture.gate().endSession(cookie(jwt))).isInstanceOf(Answer.Good.class);

        assertThat(fixture.events)
                .last()
                .isEqualTo(new AccessEvent.SessionRevoked(
                        GateFixture.START, fixture.token().clientId(), Application.audOf(Application.idOf("jobs"))));
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        assertRefused(fixture.gate().endSession(cookie(jwt)), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void aClockThatIsAheadForAWhileRevivesNoSession() {
        fixture.gate().endSession(cookie(jwt));
        fixture.clock.advance(Duration.ofDays(3));
        String ahead = fixture.letIn(fixture.pair()).applicationToken();
        fixture.gate().endSession(cookie(ahead));
        fixture.clock.advance(Duration.ofDays(-3));

        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        fixture.assertRefused(cookie(ahead), 401, Reason.TOKEN_EXPIRED);
        fixture.letIn(cookie(fixture.letIn(fixture.pair()).applicationToken()));
    }

    @Test
    void afterLogoutTheCredentialsOpenAnotherSession() {
        fixture.gate().endSession(cookie(jwt));

        AccessDecision.LetIn again = fixture.letIn(fixture.pair().header("Cookie", "CF_Authorization=" + jwt));

        assertThat(again.applicationToken()).isNotEqualTo(jwt);
        assertThat(again.setCookie()).as("the client's cookie is good no more").isNotNull();
        fixture.letIn(cookie(again.applicationToken()));
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void aLogoutIsRememberedForAsLongAsTheTokenCouldCount() {
        fixture.gate().endSession(cookie(jwt));
        fixture.clock.advance(Duration.ofHours(24).plusSeconds(30).minusMillis(1));
        // The store forgets what is over whenever another session is ended.
        String other = fixture.letIn(fixture.pair()).applicationToken();
        fixture.gate().endSession(cookie(other));

        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void logoutNeedsAGoodSession() {
        assertRefused(fixture.gate().endSession(cookie("x")), 401, Reason.TOKEN_MALFORMED);
        assertRefused(fixture.gate().endSession(fixture.pair()), 401, Reason.NOTHING_PRESENTED);
        fixture.letIn(cookie(jwt));
    }

    @Test
    void certificatesAreThePublicKeysThatVerify() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(GateFixture.good(fixture.gate().certificates(PlainRequest.get("https://a.example.com/"))));

        assertThat(document.get("keys")).hasSize(1);
        assertThat(document.get("keys").get(0).get("kid").asText())
                .isEqualTo(SignedJWT.parse(jwt).getHeader().getKeyID());
        assertThat(document.get("keys").get(0).has("d"))
                .as("the private exponent")
                .isFalse();
        assertThat(document.get("public_cert").get("cert").asText()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(document.get("public_certs")).hasSize(1);
    }

    @Test
    void theWellKnownPathsAreOnEveryProtectedHost() {
        assertThat(fixture.gate().protectsHost(request())).isTrue();
        assertThat(fixture.gate().protectsHost(PlainRequest.get("https://nowhere.example.com/")))
                .isFalse();
    }
}
