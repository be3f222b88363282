package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessGate.Answer;
import dev.latchkey.GateFixture.RawRequest;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 7: the client's address, for policies, events, the log and get-identity")
class GateClientAddressTest {

    private static final String PROXY = "10.0.0.1";
    private static final String INSIDE = "203.0.113.9";
    private static final String OUTSIDE = "198.51.100.1";
    private static final Rule OFFICE = new Rule.Ip(CidrBlock.parse("203.0.113.0/24"));

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    @BeforeEach
    void trustTheProxy() {
        fixture.organize(organization -> organization.trustedProxies(List.of(CidrBlock.parse("10.0.0.0/8"))));
        fixture.protect(jobs().policy(policy(Policy.Decision.DENY, 1, OFFICE))
                .policy(policy(Policy.Decision.NON_IDENTITY, 2, new Rule.AnyValidServiceToken())));
    }

    private PlainRequest pairThrough(String forwardedFor) {
        return fixture.pair().from(PROXY).header("X-Forwarded-For", forwardedFor);
    }

    @Test
    void policiesSeeTheClientBehindATrustedProxy() {
        fixture.letIn(pairThrough(OUTSIDE));
        fixture.assertRefused(pairThrough(INSIDE), 403, Reason.DENY_POLICY);
        fixture.letIn(pairThrough(INSIDE + ", " + OUTSIDE));
        fixture.letIn(fixture.pair().from(PROXY));
    }

    @Test
    void trustsNoOtherAddress() {
        fixture.assertRefused(fixture.pair().from(INSIDE).header("X-Forwarded-For", OUTSIDE), 403, Reason.DENY_POLICY);
        fixture.letIn(fixture.pair().from(OUTSIDE).header("X-Forwarded-For", INSIDE));
    }

    @Test
    void withNoTrustedProxyTheHeaderNeverCounts() {
        fixture.organize(organization -> organization.trustedProxies(List.of()));

        fixture.letIn(pairThrough(INSIDE));
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo(PROXY);
    }

    @Test
    void whatCannotBeReadCountsAgainstTheClient() {
        fixture.assertRefused(pairThrough(OUTSIDE + ", unknown"), 403, Reason.DENY_POLICY);
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo("unreadable");

        fixture.protect(jobs().policy(policy(Policy.Decision.BYPASS, 1, OFFICE)));
        fixture.assertRefused(request().from(PROXY).header("X-Forwarded-For", "_x"), 401, Reason.NOTHING_PRESENTED);
        assertThat(fixture.decide(request().from(PROXY).header("X-Forwarded-For", INSIDE)))
                .isInstanceOf(AccessDecision.Passed.class);
    }

    @Test
    void eventsAndTheLogNameTheClient() {
        fixture.letIn(pairThrough(OUTSIDE));
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo(OUTSIDE);

        fixture.assertRefused(pairThrough(INSIDE), 403, Reason.DENY_POLICY);
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo(INSIDE);
        assertThat(fixture.lines()).last().asString().contains(" from=" + INSIDE);
    }

    @Test
    void aFurtherDispatchIsHeldAgainstTheClientsAddressToo() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("admin")
                        .domain("jobs.example.com/admin")
                        .policy(policy(Policy.Decision.DENY, 1, OFFICE)));
        AccessDecision verdict = fixture.decide(pairThrough(INSIDE));
        PlainRequest target =
                PlainRequest.get("https://jobs.example.com/admin").from(PROXY).header("X-Forwarded-For", INSIDE);

        fixture.assertRefused(fixture.enforce(verdict, target), 403, Reason.DENY_POLICY);
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo(INSIDE);
    }

    @Test
    void allElseOfTheRequestIsAsItCame() {
        X509Certificate certificate = mock();
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal("CN=robot"));
        fixture.protect(jobs().optionsPreflightBypass(true)
                .policy(Policy.builder("the robot", Policy.Decision.NON_IDENTITY)
                        .include(new Rule.AnyValidServiceToken())
                        .require(new Rule.CommonName("robot"))
                        .build()));

        AccessDecision.LetIn letIn = fixture.letIn(pairThrough(OUTSIDE).clientCertificate(certificate));
        assertThat(letIn.setCookie()).endsWith("; Secure");
        fixture.assertRefused(pairThrough(OUTSIDE), 403, Reason.NO_POLICY);
        assertThat(fixture.decide(PlainRequest.of("OPTIONS", "https://jobs.example.com/run")
                        .from(PROXY)
                        .header("Origin", "https://app.example.com")
                        .header("Access-Control-Request-Method", "PUT")))
                .isInstanceOf(AccessDecision.Passed.class);
        assertThat(fixture.lastDecision().method()).isEqualTo("OPTIONS");
        assertThat(fixture.lastDecision().host()).isEqualTo("jobs.example.com");
    }

    @Test
    void theWellKnownPathsSeeTheClient() {
        String jwt = fixture.letIn(pairThrough(OUTSIDE)).applicationToken();

        assertThat(clientAddress(cookie(jwt).from(PROXY).header("X-Forwarded-For", OUTSIDE)))
                .isEqualTo(OUTSIDE);
        assertThat(fixture.gate().session(cookie(jwt).from(PROXY).header("X-Forwarded-For", INSIDE)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.denied().reason()).isEqualTo(Reason.DENY_POLICY));
        assertThat(clientAddress(cookie(jwt).from(OUTSIDE))).isEqualTo(OUTSIDE);
    }

    private String clientAddress(AccessRequest request) {
        return GateFixture.good(fixture.gate().session(request)).clientAddress();
    }

    @Test
    void whileTheStoreIsDownTheLogStillNamesTheClient() {
        fixture.use(fixture.builder().credentialStore(id -> {
            throw new IllegalStateException("down");
        }));

        fixture.assertRefused(pairThrough(OUTSIDE), 503, Reason.STORE_UNAVAILABLE);
        assertThat(fixture.lastDecision().remoteAddress()).isEqualTo(OUTSIDE);
    }

    @ParameterizedTest(name = "{0}, which the container reads as {1}")
    @CsvSource({
        "/admin/../open, /open, 400",
        "/open/../admin, /admin, 400",
        "/open%2f..%2fadmin, /open/../admin, 400",
        "/open, /admin, 400",
        "/admin, /open, 400",
        "/admin, , 400",
        "/admin, /admin, 401",
        "/admin/x, /admin/x, 401",
        "/open, /open, 200",
        "/elsewhere, /elsewhere, 403",
    })
    void urlsAreReadAsWithoutProxies(String rawPath, String path, int status) {
        fixture.protect(
                Application.named("admin").domain("proxied.example.com/admin").policy(ANY_TOKEN),
                Application.named("open")
                        .domain("proxied.example.com/open")
                        .policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));
        RawRequest request =
                new RawRequest("proxied.example.com", rawPath, path, PlainRequest.get("https://proxied.example.com"));

        assertThat(statusOf(fixture.decide(request))).isEqualTo(status);
        fixture.organize(organization -> organization.trustedProxies(List.of(CidrBlock.parse("127.0.0.0/8"))));
        assertThat(statusOf(fixture.decide(request))).isEqualTo(status);
    }

    private static int statusOf(AccessDecision decision) {
        return decision instanceof AccessDecision.Denied denied ? denied.status() : 200;
    }

    @Test
    void aCookieIsSecureOnlyWhereTheRequestIs() {
        PlainRequest plain = PlainRequest.get("http://jobs.example.com/run").from(PROXY);

        assertThat(fixture.letIn(GateFixture.pair(plain, fixture.token())).setCookie())
                .doesNotContain("Secure");
    }
}
