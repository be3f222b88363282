package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.attribute;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.maxAge;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.memory.InMemoryStore;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 4: application tokens and cookies")
class GateSessionsTest {

    private static final ClientSecret NEW_SECRET = ClientSecret.of("the-secret-that-came-with-the-rotation");

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    @BeforeEach
    void protectJobs() {
        fixture.protect(jobs().policy(ANY_TOKEN));
    }

    private String opened() {
        return fixture.letIn(fixture.pair()).applicationToken();
    }

    private static String jwtOf(String setCookie) {
        return attribute(setCookie, "CF_Authorization");
    }

    /** A store remembers each ended session for a day, so a client in a loop must not make more and more of them. */
    @Test
    void logoutLoopEndsCookiesForADay() {
        for (int i = 0; i < 100; i++) {
            String setCookie = fixture.letIn(fixture.pair()).setCookie();
            assertThat(setCookie).as("round " + i).isNotNull();
            assertThat(fixture.gate().endSession(cookie(jwtOf(setCookie)))).isInstanceOf(Answer.Good.class);
        }

        assertThat(fixture.letIn(fixture.pair()).setCookie()).isNull();
        fixture.clock.advance(Duration.ofHours(23));
        assertThat(fixture.letIn(fixture.pair()).setCookie()).isNull();
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(fixture.letIn(fixture.pair()).setCookie()).isNotNull();
    }

    @Test
    void theCookieLooksAsTheContractSays() {
        AccessDecision.LetIn letIn = fixture.letIn(fixture.pair());

        assertThat(letIn.setCookie())
                .isEqualTo("CF_Authorization=" + letIn.applicationToken()
                        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Expires=Tue, 24 Nov 2026 12:00:00 GMT"
                        + "; Secure");
    }

    @Test
    void theTokenHoldsWhatTheContractSays() throws ParseException {
        SignedJWT jwt = SignedJWT.parse(opened());

        assertThat(jwt.getHeader().toJSONObject())
                .containsOnlyKeys("alg", "kid", "typ")
                .containsAllEntriesOf(Map.of("alg", "RS256", "typ", "JWT"));
        assertThat(jwt.getHeader().getKeyID()).matches("[0-9a-f]{64}");
        assertThat(jwt.getJWTClaimsSet().getClaims())
                .containsAllEntriesOf(Map.of(
                        "type", "app",
                        "aud", List.of(Application.audOf(Application.idOf("jobs"))),
                        "iss", "https://latchkey.invalid",
                        "iat", Date.from(GateFixture.START),
                        "exp", Date.from(GateFixture.START.plus(Duration.ofHours(24))),
                        "common_name", fixture.token().clientId(),
                        "sub", ""))
                .doesNotContainKeys("nbf", "email");
        assertThat(jwt.getPayload().toString())
                .doesNotContain(fixture.token().secret().reveal())
                .doesNotContain(fixture.token().token().digest().toStoredText().substring(7));
    }

    @Test
    void theSessionAloneLetsInWithNoNewCookie() {
        String jwt = opened();

        for (PlainRequest request : List.of(cookie(jwt), request().header("cf-access-token", jwt))) {
            AccessDecision.LetIn letIn = fixture.letIn(request);
            assertThat(letIn.setCookie()).isNull();
            assertThat(letIn.applicationToken()).isEqualTo(jwt);
            assertThat(letIn.identity().presentedAs()).isEqualTo(Presentation.APPLICATION_TOKEN);
            assertThat(letIn.identity().clientId()).isEqualTo(fixture.token().clientId());
            assertThat(fixture.lastDecision().presentedAs()).isEqualTo(Presentation.APPLICATION_TOKEN);
        }
    }

    @Test
    void acceptsAKeyThatAnotherNodeMadeAMomentAgo() {
        LateKeys late = new LateKeys(fixture.store);
        AccessGate node = fixture.builder().signingKeyStore(late).build();
        assertThat(node.decide(fixture.pair())).isInstanceOf(AccessDecision.LetIn.class);
        fixture.clock.advance(Duration.ofDays(42));
        fixture.use(fixture.builder().background(Runnable::run));
        opened();
        String jwt = opened();

        assertThat(node.decide(cookie(jwt))).isInstanceOf(AccessDecision.LetIn.class);
        assertThat(late.looks).isEqualTo(1);
        fixture.assertRefused(node.decide(cookie("a" + jwt)), 401, Reason.TOKEN_MALFORMED);
        assertThat(late.looks).isEqualTo(1);
    }

    /** Keys as a node of a database has them: those of the last look. */
    private static final class LateKeys implements SigningKeyStore {

        private final SigningKeyStore newest;
        private List<StoredSigningKey> known;
        private int looks;

        LateKeys(InMemoryStore newest) {
            this.newest = newest;
            this.known = newest.signingKeys();
        }

        @Override
        public List<StoredSigningKey> signingKeys() {
            return known;
        }

        @Override
        public boolean refreshSigningKeys() throws Exception {
            looks++;
            known = newest.signingKeys();
            return true;
        }

        @Override
        public List<StoredSigningKey> replaceSigningKeys(String expectedNewest, List<StoredSigningKey> keys) {
            throw new IllegalStateException("a node that makes no keys");
        }
    }

    @Test
    void reusesTokenUntilHalfItsLifeIsOver() {
        String first = opened();
        fixture.clock.advance(Duration.ofHours(12).minusMillis(1));
        AccessDecision.LetIn stillFirst = fixture.letIn(fixture.pair());
        fixture.clock.advance(Duration.ofMillis(1));

        assertThat(stillFirst.applicationToken()).isEqualTo(first);
        assertThat(maxAge(stillFirst.setCookie())).isEqualTo(Duration.ofHours(12));
        assertThat(opened()).isNotEqualTo(first);
    }

    @Test
    void theCookieIsNotSetAgainWhileTheClientSendsAGoodOne() {
        String jwt = opened();

        assertThat(fixture.letIn(fixture.pair().header("Cookie", "CF_Authorization=" + jwt))
                        .setCookie())
                .isNull();
        fixture.clock.advance(Duration.ofHours(12).minusMillis(1));
        assertThat(fixture.letIn(fixture.pair().header("Cookie", "CF_Authorization=" + jwt))
                        .setCookie())
                .isNull();
    }

    @Test
    void theCookieIsSetAgainAfterHalfItsLife() {
        String jwt = opened();
        fixture.clock.advance(Duration.ofHours(12));

        String again = fixture.letIn(fixture.pair().header("Cookie", "CF_Authorization=" + jwt))
                .setCookie();
        assertThat(jwtOf(again)).isNotEqualTo(jwt);
        assertThat(maxAge(again)).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void theCookieIsSetAgainBesideOneThatIsNotGood() {
        String jwt = opened();
        IssuedServiceToken other = fixture.issue("other job");
        String others = fixture.letIn(GateFixture.pair(request(), other)).applicationToken();

        for (String cookies : List.of(
                "CF_Authorization=x",
                "CF_Authorization=" + others,
                "CF_Authorization=" + jwt + "; CF_Authorization=" + jwt)) {
            assertThat(fixture.letIn(fixture.pair().header("Cookie", cookies)).setCookie())
                    .isNotNull();
        }
        assertThat(fixture.letIn(fixture.pair().header("cf-access-token", jwt)).setCookie())
                .as("a header is no cookie")
                .isNotNull();
    }

    @Test
    void theCookieIsSecureOverTlsOrAlways() {
        PlainRequest plain = GateFixture.pair(PlainRequest.get("http://jobs.example.com/"), fixture.token());

        assertThat(attribute(fixture.letIn(plain).setCookie(), "Secure")).isNull();
        fixture.organize(organization -> organization.alwaysSecureCookie(true));
        assertThat(attribute(fixture.letIn(plain).setCookie(), "Secure")).isEmpty();
    }

    @Test
    void theCookieFollowsTheApplicationsSettings() {
        fixture.protect(Application.named("jobs")
                .domain("jobs.example.com/team/*")
                .policy(ANY_TOKEN)
                .pathCookie(true)
                .httpOnlyCookie(false)
                .sameSite(SameSite.NONE)
                .sessionDuration(Duration.ofMinutes(5)));

        String setCookie = fixture.letIn(
                        GateFixture.pair(PlainRequest.get("https://jobs.example.com/team/a"), fixture.token()))
                .setCookie();

        assertThat(attribute(setCookie, "Path")).isEqualTo("/team");
        assertThat(attribute(setCookie, "HttpOnly")).isNull();
        assertThat(attribute(setCookie, "SameSite")).isEqualTo("None");
        assertThat(attribute(setCookie, "Max-Age")).isEqualTo("300");
        assertThat(attribute(setCookie, "Expires")).isEqualTo("Mon, 23 Nov 2026 12:05:00 GMT");
    }

    @Test
    void prefersDurationOfPolicyThenApplicationThenOrganization() {
        fixture.organize(organization -> organization.sessionDuration(Duration.ofHours(3)));
        assertThat(maxAge(fixture.letIn(fixture.pair()).setCookie())).isEqualTo(Duration.ofHours(3));

        fixture.protect(jobs().policy(ANY_TOKEN).sessionDuration(Duration.ofHours(2)));
        assertThat(maxAge(fixture.letIn(fixture.pair()).setCookie())).isEqualTo(Duration.ofHours(2));

        Policy short1 =
                ANY_TOKEN.toBuilder().sessionDuration(Duration.ofHours(1)).build();
        fixture.protect(jobs().policy(short1).sessionDuration(Duration.ofHours(2)));
        assertThat(maxAge(fixture.letIn(fixture.pair()).setCookie())).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void noSessionMeansNoCookieButAnAssertion() {
        fixture.protect(jobs().policy(ANY_TOKEN).sessionDuration(Duration.ZERO));

        AccessDecision.LetIn letIn = fixture.letIn(fixture.pair());

        assertThat(letIn.setCookie()).isNull();
        assertThat(letIn.applicationToken()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    }

    @Test
    void sessionsEndOnTimeButForTheSkew() {
        String jwt = opened();
        fixture.clock.advance(Duration.ofHours(24).plusSeconds(30).minusMillis(1));
        fixture.letIn(cookie(jwt));
        fixture.clock.advance(Duration.ofMillis(1));

        fixture.assertRefused(cookie(jwt), 401, Reason.TOKEN_EXPIRED);
    }

    @Test
    void aSessionFromTheFutureCountsOnlyWithinTheSkew() {
        String jwt = opened();
        fixture.clock.advance(Duration.ofSeconds(-30));
        fixture.letIn(cookie(jwt));
        fixture.clock.advance(Duration.ofMillis(-1));

        fixture.assertRefused(cookie(jwt), 401, Reason.TOKEN_EXPIRED);
    }

    @Test
    void rejectsSessionOfAnotherApplication() {
        fixture.protect(
                Application.named("admin").domain("jobs.example.com/admin").policy(ANY_TOKEN));
        String jwt = opened();

        fixture.assertRefused(
                PlainRequest.get("https://jobs.example.com/admin").header("Cookie", "CF_Authorization=" + jwt),
                401,
                Reason.TOKEN_AUDIENCE);
    }

    @Test
    void rejectsSessionOfAnotherIssuer() {
        String jwt = opened();
        fixture.organize(organization -> organization.authDomain("team.example.com"));

        fixture.assertRefused(cookie(jwt), 401, Reason.TOKEN_ISSUER);
        fixture.letIn(fixture.pair());
    }

    @Test
    void suspendsSessionWhileTokenIsDisabled() {
        String jwt = opened();
        fixture.change(token -> token.enabled(false));
        fixture.assertRefused(cookie(jwt), 401, Reason.SERVICE_TOKEN_DISABLED);
        fixture.change(token -> token.enabled(true));

        fixture.letIn(cookie(jwt));
    }

    @Test
    void endsSessionExactlyWithTokensExpiry() {
        String jwt = opened();
        fixture.change(token -> token.expiresAt(GateFixture.START.plusMillis(2)));
        fixture.clock.advance(Duration.ofMillis(1));
        fixture.letIn(cookie(jwt));
        fixture.clock.advance(Duration.ofMillis(1));

        fixture.assertRefused(cookie(jwt), 401, Reason.SERVICE_TOKEN_EXPIRED);
    }

    @Test
    void endsSessionOfDeletedToken() {
        String jwt = opened();
        fixture.store.update(
                document -> document.withoutServiceToken(fixture.token().clientId()));

        fixture.assertRefused(cookie(jwt), 401, Reason.UNKNOWN_CLIENT_ID);
        fixture.assertRefused(fixture.pair(), 401, Reason.UNKNOWN_CLIENT_ID);
    }

    @Test
    void recreatedTokenDoesNotInheritSessions() {
        String jwt = opened();
        fixture.store.update(document -> document.withoutServiceToken(
                        fixture.token().clientId())
                .with(ServiceToken.of(
                        fixture.token().clientId(), SecretHasher.sha256().digest(NEW_SECRET))));

        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void rotationWithoutGraceEndsSecretAndSessions() {
        String jwt = opened();
        rotate(null);

        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        fixture.assertRefused(fixture.pair(), 401, Reason.WRONG_SECRET);
        assertThat(fixture.letIn(withNewSecret()).applicationToken()).isNotEqualTo(jwt);
    }

    @Test
    void endsOldSecretAndItsSessionsExactlyWithTheGrace() {
        String jwt = opened();
        rotate(Duration.ofMinutes(5));
        fixture.clock.advance(Duration.ofMinutes(5).minusMillis(1));
        fixture.letIn(cookie(jwt));
        assertThat(opened()).isEqualTo(jwt);
        String newJwt = fixture.letIn(withNewSecret()).applicationToken();
        fixture.clock.advance(Duration.ofMillis(1));

        assertThat(newJwt).isNotEqualTo(jwt);
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        fixture.assertRefused(fixture.pair(), 401, Reason.WRONG_SECRET);
        fixture.letIn(cookie(newJwt));
    }

    @Test
    void replacesOldCookieBesideNewSecret() {
        String jwt = opened();
        rotate(null);

        assertThat(jwtOf(fixture.letIn(withNewSecret().header("Cookie", "CF_Authorization=" + jwt))
                        .setCookie()))
                .isNotEqualTo(jwt);
    }

    private PlainRequest withNewSecret() {
        return request()
                .header("CF-Access-Client-Id", fixture.token().clientId())
                .header("CF-Access-Client-Secret", NEW_SECRET.reveal());
    }

    private void rotate(Duration grace) {
        fixture.change(token -> token.digest(SecretHasher.sha256().digest(NEW_SECRET))
                .previous(
                        grace == null ? null : fixture.token().token().digest(),
                        grace == null ? null : fixture.clock.instant().plus(grace))
                .clientSecretVersion(2));
    }

    @Test
    void strictModeSetsNoCookieAndTakesNone() {
        String jwt = opened();
        fixture.organize(organization -> organization.strictServiceTokenAuth(true));

        fixture.assertRefused(cookie(jwt), 401, Reason.STRICT_MODE);
        fixture.assertRefused(request().header("cf-access-token", jwt), 401, Reason.STRICT_MODE);
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
        for (PlainRequest request : List.of(fixture.pair(), fixture.pair().header("Cookie", "CF_Authorization=x"))) {
            AccessDecision.LetIn letIn = fixture.letIn(request);
            assertThat(letIn.setCookie()).isNull();
            assertThat(letIn.applicationToken()).isNotEmpty();
        }
    }

    @Test
    void twoApplicationsGetTwoTokens() {
        fixture.protect(Application.named("other").domain("other.example.com").policy(ANY_TOKEN));

        String others = fixture.letIn(GateFixture.pair(PlainRequest.get("https://other.example.com"), fixture.token()))
                .applicationToken();

        assertThat(others).isNotEqualTo(opened());
    }
}
