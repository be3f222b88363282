package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static dev.latchkey.model.Policy.Decision.ALLOW;
import static dev.latchkey.model.Policy.Decision.BYPASS;
import static dev.latchkey.model.Policy.Decision.DENY;
import static dev.latchkey.model.Policy.Decision.NON_IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 7: policies in order")
class GatePoliciesTest {

    private static final Rule EVERYONE = new Rule.Everyone();
    private static final Rule ANY = new Rule.AnyValidServiceToken();
    private static final Rule OFFICE = new Rule.Ip(CidrBlock.parse("203.0.113.0/24"));
    private static final String INSIDE = "203.0.113.9";

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private IssuedServiceToken other;

    @BeforeEach
    void issueAnotherToken() {
        other = fixture.issue("other job");
    }

    private Rule only(IssuedServiceToken token) {
        return new Rule.OneServiceToken(token.token().id());
    }

    private PlainRequest withOther() {
        return GateFixture.pair(request(), other);
    }

    private PlainRequest withWrongSecret() {
        return request().header("CF-Access-Client-Id", other.clientId()).header("CF-Access-Client-Secret", "wrong");
    }

    private void protect(Policy... policies) {
        Application.Builder application = jobs();
        for (Policy each : policies) {
            application.policy(each);
        }
        fixture.protect(application);
    }

    private void assertPassed(AccessRequest request) {
        assertThat(fixture.decide(request))
                .isInstanceOfSatisfying(
                        AccessDecision.Passed.class,
                        passed -> assertThat(passed.reason()).isEqualTo(Reason.BYPASS_POLICY));
    }

    @Test
    void admitsNobodyWithoutPolicy() {
        protect();

        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
    }

    @Test
    void admitsAnyTokenWithoutPolicyIfConfigured() {
        fixture.protect(jobs().anyValidServiceToken(true));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void anyValidServiceTokenMeansNothingBesidePolicies() {
        fixture.protect(jobs().anyValidServiceToken(true).policy(policy(NON_IDENTITY, 1, only(fixture.token()))));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(withOther(), 403, Reason.NO_POLICY);
    }

    @Test
    void ignoresAnyValidServiceTokenBesideAllowPolicy() {
        fixture.protect(jobs().anyValidServiceToken(true).policy(policy(ALLOW, 1, EVERYONE)));

        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
    }

    @Test
    void aPolicyForPeopleNeverLetsAServiceTokenIn() {
        protect(policy(ALLOW, 1, EVERYONE, new Rule.Unevaluated("email", Map.of("email", "a@example.com"))));

        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void aPolicyForPeopleIsPassedOver() {
        protect(policy(ALLOW, 1, EVERYONE), policy(NON_IDENTITY, 2, ANY));

        fixture.letIn(fixture.pair());
    }

    @Test
    void onlyTheTokenThatIsNamedGetsIn() {
        protect(policy(NON_IDENTITY, 1, only(fixture.token())));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(withOther(), 403, Reason.NO_POLICY);
        assertThat(fixture.lastDecision().serviceTokenId())
                .isEqualTo(other.token().id());
    }

    @Test
    void aDenyOfLowerNumberIsHonouredFirst() {
        protect(policy(NON_IDENTITY, 2, ANY), policy(DENY, 1, only(other)));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(withOther(), 403, Reason.DENY_POLICY);
    }

    @Test
    void aDenyIsHonouredInStrictModeToo() {
        protect(policy(DENY, 1, only(other)), policy(NON_IDENTITY, 2, ANY));
        fixture.organize(organization -> organization.strictServiceTokenAuth(true));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(withOther(), 403, Reason.DENY_POLICY);
    }

    @Test
    void aDenyOfHigherNumberComesTooLate() {
        protect(policy(NON_IDENTITY, 1, ANY), policy(DENY, 2, EVERYONE));

        fixture.letIn(withOther());
    }

    @Test
    void denyForEveryoneIsForbiddenWithoutCredentials() {
        protect(policy(DENY, 1, EVERYONE), policy(BYPASS, 2, EVERYONE));

        fixture.assertRefused(request(), 403, Reason.DENY_POLICY);
        fixture.assertRefused(fixture.pair(), 403, Reason.DENY_POLICY);
        fixture.assertRefused(withWrongSecret(), 401, Reason.WRONG_SECRET);
    }

    @Test
    void aDenyByAddressHoldsForWhomItMatches() {
        protect(policy(DENY, 1, OFFICE), policy(NON_IDENTITY, 2, ANY));

        fixture.assertRefused(fixture.pair().from(INSIDE), 403, Reason.DENY_POLICY);
        fixture.assertRefused(request().from(INSIDE), 403, Reason.DENY_POLICY);
        fixture.letIn(fixture.pair().from("198.51.100.1"));
        fixture.assertRefused(request().from("198.51.100.1"), 401, Reason.NOTHING_PRESENTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "203.0.113.9:4711", "proxy.example.com"})
    void countsUnreadableAddressAgainstClient(String address) {
        protect(policy(DENY, 1, OFFICE), policy(NON_IDENTITY, 2, ANY));
        fixture.assertRefused(fixture.pair().from(address), 403, Reason.DENY_POLICY);

        protect(Policy.builder("all but the office", BYPASS)
                .include(EVERYONE)
                .exclude(OFFICE)
                .build());
        fixture.assertRefused(request().from(address), 401, Reason.NOTHING_PRESENTED);

        protect(policy(BYPASS, 1, OFFICE));
        fixture.assertRefused(request().from(address), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void firstBypassNeedsNoCredentials() {
        protect(policy(BYPASS, 1, OFFICE), policy(NON_IDENTITY, 2, ANY));

        assertPassed(fixture.pair().from(INSIDE));
        assertPassed(withWrongSecret().from(INSIDE));
        assertPassed(request().header("CF-Access-Client-Id", "half").from(INSIDE));
        assertPassed(request().from(INSIDE));
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
        fixture.letIn(fixture.pair());
    }

    @Test
    void aBypassBehindADenyIsReachedByWhomThatDoesNotMatch() {
        protect(policy(DENY, 1, OFFICE), policy(BYPASS, 2, EVERYONE));

        assertPassed(request());
        fixture.assertRefused(request().from(INSIDE), 403, Reason.DENY_POLICY);
    }

    @Test
    void laterBypassPassesAllOthers() {
        protect(policy(NON_IDENTITY, 1, only(fixture.token())), policy(BYPASS, 2, EVERYONE));

        fixture.letIn(fixture.pair());
        assertPassed(withOther());
        assertPassed(request());
        assertPassed(withWrongSecret());
        assertPassed(request().header("CF-Access-Client-Id", "half"));
        assertPassed(GateFixture.cookie("x"));
    }

    @Test
    void requireAndExcludeCountAtTheGateAsWell() {
        protect(Policy.builder("from the office", NON_IDENTITY)
                .include(ANY)
                .require(OFFICE)
                .exclude(only(other))
                .build());

        fixture.letIn(fixture.pair().from(INSIDE));
        fixture.letIn(fixture.pair().from("::ffff:203.0.113.9"));
        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
        fixture.assertRefused(withOther().from(INSIDE), 403, Reason.NO_POLICY);
    }

    @Test
    void aCertificateIsAskedForBesideAServiceToken() {
        protect(Policy.builder("the robot", NON_IDENTITY)
                .include(ANY)
                .require(new Rule.CommonName("robot"))
                .build());

        fixture.letIn(fixture.pair().clientCertificate(certificate("CN=robot, O=Example")));
        fixture.assertRefused(fixture.pair().clientCertificate(certificate("CN=other")), 403, Reason.NO_POLICY);
        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
    }

    @Test
    void aCertificateAloneIsNoServiceToken() {
        protect(policy(NON_IDENTITY, 1, new Rule.Certificate(), new Rule.CommonName("robot"), EVERYONE));
        PlainRequest certified = request().clientCertificate(certificate("CN=robot"));

        fixture.assertRefused(certified, 401, Reason.NOTHING_PRESENTED);
        fixture.assertRefused(withWrongSecret().clientCertificate(certificate("CN=robot")), 401, Reason.WRONG_SECRET);
        fixture.letIn(fixture.pair().clientCertificate(certificate("CN=robot")));
    }

    @Test
    void aCertificateMayBeDenied() {
        protect(policy(DENY, 1, new Rule.CommonName("lost laptop")), policy(NON_IDENTITY, 2, ANY));
        X509Certificate lost = certificate("CN=lost laptop");

        fixture.assertRefused(fixture.pair().clientCertificate(lost), 403, Reason.DENY_POLICY);
        fixture.assertRefused(request().clientCertificate(lost), 403, Reason.DENY_POLICY);
        fixture.letIn(fixture.pair());
        String jwt = fixture.letIn(fixture.pair()).applicationToken();
        fixture.assertRefused(GateFixture.cookie(jwt).clientCertificate(lost), 403, Reason.DENY_POLICY);
    }

    @Test
    void aBypassBehindADenyByCertificateAsksForNothing() {
        protect(policy(DENY, 1, new Rule.CommonName("lost laptop")), policy(BYPASS, 2, EVERYONE));

        assertPassed(withWrongSecret());
        assertPassed(request().clientCertificate(certificate("CN=robot")));
        fixture.assertRefused(request().clientCertificate(certificate("CN=lost laptop")), 403, Reason.DENY_POLICY);
    }

    private static X509Certificate certificate(String subject) {
        X509Certificate certificate = mock();
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal(subject));
        return certificate;
    }

    @Test
    void groupsAndListsOfTheConfigurationCount() {
        IpList offices = IpList.builder("offices")
                .block(CidrBlock.parse("203.0.113.0/24"))
                .build();
        RuleGroup ours = RuleGroup.builder("ours in the office")
                .include(only(fixture.token()))
                .require(new Rule.OfIpList(offices.id()))
                .build();
        Application jobs = jobs().policy(policy(NON_IDENTITY, 1, new Rule.OfGroup(ours.id())))
                .build();
        fixture.store.update(document -> document.with(new AccessConfiguration(
                document.configuration().organization(), List.of(jobs), List.of(), List.of(ours), List.of(offices))));

        fixture.letIn(fixture.pair().from(INSIDE));
        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
        fixture.assertRefused(fixture.pair().from("unknown"), 403, Reason.NO_POLICY);
        fixture.assertRefused(withOther().from(INSIDE), 403, Reason.NO_POLICY);
        fixture.assertRefused(request().from(INSIDE), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void evaluatesChangedPolicyForSessionsAtOnce() {
        protect(policy(NON_IDENTITY, 1, ANY));
        String jwt = fixture.letIn(fixture.pair()).applicationToken();
        fixture.letIn(GateFixture.cookie(jwt));

        protect(policy(DENY, 1, only(fixture.token())), policy(NON_IDENTITY, 2, ANY));
        fixture.assertRefused(GateFixture.cookie(jwt), 403, Reason.DENY_POLICY);
        protect(policy(NON_IDENTITY, 1, only(other)));
        fixture.assertRefused(GateFixture.cookie(jwt), 403, Reason.NO_POLICY);
    }

    @Test
    void nothingIsInheritedFromALessSpecificApplication() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("admin")
                        .domain("jobs.example.com/admin")
                        .policy(policy(NON_IDENTITY, 1, only(other))));

        fixture.letIn(fixture.pair());
        fixture.assertRefused(
                GateFixture.pair(PlainRequest.get("https://jobs.example.com/admin/x"), fixture.token()),
                403,
                Reason.NO_POLICY);
        fixture.letIn(GateFixture.pair(PlainRequest.get("https://jobs.example.com/admin"), other));
    }
}
