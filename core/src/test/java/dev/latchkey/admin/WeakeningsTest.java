package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.ProtectionWeakened.Weakness;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A change that weakens protection is an event of its own")
final class WeakeningsTest {

    private static final Policy CERTAIN = policy(Policy.Decision.NON_IDENTITY, new Rule.Certificate());
    private static final Policy ANY = policy(Policy.Decision.NON_IDENTITY, new Rule.AnyValidServiceToken());
    private static final Policy EVERYONE = policy(Policy.Decision.BYPASS, new Rule.Everyone());
    private static final Policy OFFICE = policy(Policy.Decision.BYPASS, new Rule.Ip(CidrBlock.parse("203.0.113.0/24")));

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    private static Policy policy(Policy.Decision decision, Rule rule) {
        return Policy.builder("policy", decision).include(rule).build();
    }

    @Test
    void strictModeTurnedOff() {
        organization(before -> before.toBuilder().strictServiceTokenAuth(true).build());
        assertThat(weaknesses()).isEmpty();

        organization(before -> before.toBuilder().strictServiceTokenAuth(false).build());

        assertThat(weaknesses()).containsExactly(Weakness.STRICT_MODE_OFF);
        assertThat(fixture.events)
                .last()
                .isEqualTo(new AccessEvent.ProtectionWeakened(START, "ops", Weakness.STRICT_MODE_OFF, null, null));
        assertThat(fixture.lines()).contains("protection weakened: strict_mode_off by=ops id=- name=-");
    }

    @Test
    void everyOtherSettingOfTheOrganization() {
        organization(before -> before.toBuilder().alwaysSecureCookie(true).build());

        organization(before -> before.toBuilder()
                .alwaysSecureCookie(false)
                .denyUnmatchedRequests(false)
                .explainDenials(true)
                .allowUrlAmbiguities(Set.of(UrlAmbiguity.values()))
                .trustedProxies(List.of(CidrBlock.parse("0.0.0.0/0"), CidrBlock.parse("10.0.0.0/8")))
                .build());

        assertThat(weaknesses())
                .containsExactly(
                        Weakness.UNMATCHED_REQUESTS_PASS,
                        Weakness.DENIALS_EXPLAINED,
                        Weakness.SECURE_COOKIE_OFF,
                        Weakness.URL_AMBIGUITY_ALLOWED,
                        Weakness.WIDE_PROXY_TRUSTED);
    }

    @Test
    void defaultsAndStricterSettingsWeakenNothing() {
        organization(before -> before.toBuilder()
                .denyUnmatchedRequests(false)
                .trustedProxies(List.of(CidrBlock.parse("0.0.0.0/0")))
                .build());
        fixture.events.clear();

        organization(before -> Organization.DEFAULT);
        organization(before -> before.toBuilder().name("Team").build());

        assertThat(weaknesses()).isEmpty();
    }

    @Test
    void proxyThatWasTrustedBeforeWeakensNothing() {
        organization(before -> before.toBuilder()
                .trustedProxies(List.of(CidrBlock.parse("0.0.0.0/0")))
                .build());
        fixture.events.clear();

        organization(before -> before.toBuilder()
                .trustedProxies(List.of(CidrBlock.parse("10.1.0.0/16"), CidrBlock.parse("0.0.0.0/0")))
                .build());

        assertThat(weaknesses()).isEmpty();
    }

    @Test
    void policyThatBecomesBypassForEveryone() {
        Policy reusable = fixture.administration.policies().create(CERTAIN);
        Application application = create(reusable);
        assertThat(weaknesses()).isEmpty();

        fixture.administration.policies().replace(reusable.id(), before -> EVERYONE);

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
        AccessEvent.ProtectionWeakened event =
                (AccessEvent.ProtectionWeakened) fixture.events.get(fixture.events.size() - 1);
        assertThat(event.applicationId()).isEqualTo(application.id());
        assertThat(event.applicationName()).isEqualTo("api");
    }

    @Test
    void applicationThatAdmitsMore() {
        Application application = create(CERTAIN);

        replace(application, before -> before.toBuilder().policies(List.of(ANY)).build());
        replace(
                application,
                before -> before.toBuilder().policies(List.of(OFFICE)).build());
        replace(
                application,
                before -> before.toBuilder().policies(List.of(EVERYONE)).build());
        replace(
                application,
                before -> before.toBuilder().policies(List.of(CERTAIN)).build());

        assertThat(weaknesses())
                .containsExactly(
                        Weakness.ADMITS_ANY_SERVICE_TOKEN, Weakness.ADMITS_ADDRESSES, Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void addressesOfManyNetworks() {
        Application application = create(OFFICE);
        fixture.events.clear();

        for (String wide : List.of("0.0.0.0/0", "::/0", "128.0.0.0/1")) {
            replace(
                    application,
                    before -> before.toBuilder()
                            .policies(List.of(policy(Policy.Decision.BYPASS, new Rule.Ip(CidrBlock.parse(wide)))))
                            .build());
            replace(
                    application,
                    before -> before.toBuilder().policies(List.of(OFFICE)).build());
        }

        assertThat(weaknesses())
                .containsExactly(Weakness.ADMITS_EVERYBODY, Weakness.ADMITS_EVERYBODY, Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void ipListOfManyNetworks() {
        IpList list = fixture.administration
                .ipLists()
                .create(IpList.builder("office")
                        .entries(List.of(entry("203.0.113.0/24")))
                        .build());
        RuleGroup group = fixture.administration
                .groups()
                .create(RuleGroup.builder("office")
                        .include(new Rule.OfIpList(list.id()))
                        .build());
        create(policy(Policy.Decision.BYPASS, new Rule.OfGroup(group.id())));
        fixture.events.clear();

        ipList(list, "203.0.113.0/24", "198.51.100.0/24");
        assertThat(weaknesses()).isEmpty();
        ipList(list, "203.0.113.0/24", "::/0");
        ipList(list, "203.0.113.0/24");

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void wideAddressesInTokenPolicyWeakenNothing() {
        Application application = create(ANY);
        Policy anywhere = Policy.builder("policy", Policy.Decision.NON_IDENTITY)
                .include(new Rule.AnyValidServiceToken())
                .require(new Rule.Ip(CidrBlock.parse("0.0.0.0/0")))
                .build();
        fixture.events.clear();

        replace(
                application,
                before -> before.toBuilder().policies(List.of(anywhere)).build());

        assertThat(weaknesses()).isEmpty();
    }

    private static IpList.Entry entry(String block) {
        return new IpList.Entry(CidrBlock.parse(block), null);
    }

    private void ipList(IpList list, String... blocks) {
        fixture.administration
                .ipLists()
                .replace(
                        list.id(),
                        before -> before.toBuilder()
                                .entries(List.of(blocks).stream()
                                        .map(WeakeningsTest::entry)
                                        .toList())
                                .build());
    }

    @Test
    void applicationCreatedOpen() {
        create(EVERYONE);

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void applicationDeletedWhileUnmatchedRequestsPass() {
        Application application = create(CERTAIN);
        fixture.administration.applications().delete(application.id());
        assertThat(weaknesses()).isEmpty();

        Application again = create(CERTAIN);
        organization(before -> before.toBuilder().denyUnmatchedRequests(false).build());
        fixture.events.clear();
        fixture.administration.applications().delete(again.id());

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void applicationDeletedInsideAnOpenOne() {
        create(EVERYONE);
        Application inside = create("example.com/admin", CERTAIN);
        fixture.events.clear();

        fixture.administration.applications().delete(inside.id());

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void applicationThatLeavesAnOpenOne() {
        create(EVERYONE);
        Application inside = create("example.com/admin", CERTAIN);
        fixture.events.clear();

        replace(
                inside,
                before -> Application.named("api")
                        .id(before.id())
                        .aud(before.aud())
                        .domain("example.com/elsewhere")
                        .policy(CERTAIN)
                        .build());

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_EVERYBODY);
    }

    @Test
    void weakerApplicationCreatedInsideAStricterOne() {
        create(CERTAIN);

        create("example.com/admin", ANY);

        assertThat(weaknesses()).containsExactly(Weakness.ADMITS_ANY_SERVICE_TOKEN);
    }

    @Test
    void denyPolicyRemoved() {
        Policy deny = Policy.builder("deny", Policy.Decision.DENY)
                .precedence(1)
                .include(new Rule.Ip(CidrBlock.parse("203.0.113.0/24")))
                .build();
        Policy any = ANY.toBuilder().precedence(2).build();
        Application application = create(any);
        replace(
                application,
                before -> before.toBuilder().policies(List.of(deny, any)).build());
        assertThat(weaknesses()).isEmpty();

        replace(application, before -> before.toBuilder().policies(List.of(any)).build());

        assertThat(weaknesses()).containsExactly(Weakness.DENY_POLICY_REMOVED);
    }

    @Test
    void denyPolicyMovedBehindOneThatAdmits() {
        Policy deny = Policy.builder("deny", Policy.Decision.DENY)
                .include(new Rule.Ip(CidrBlock.parse("203.0.113.0/24")))
                .id(new UUID(0, 1))
                .build();
        Application application = create(deny.toBuilder().precedence(2).build());
        replace(
                application,
                before -> before.toBuilder()
                        .policies(List.of(
                                deny.toBuilder().precedence(1).build(),
                                ANY.toBuilder().precedence(4).build()))
                        .build());
        assertThat(weaknesses()).isEmpty();

        replace(
                application,
                before -> before.toBuilder()
                        .policies(List.of(
                                deny.toBuilder().precedence(5).build(),
                                ANY.toBuilder().precedence(4).build()))
                        .build());

        assertThat(weaknesses()).containsExactly(Weakness.DENY_POLICY_REMOVED);
    }

    @Test
    void denyPolicyWhoseListOrGroupWasChanged() {
        IpList list = fixture.administration
                .ipLists()
                .create(IpList.builder("bad")
                        .entries(List.of(entry("203.0.113.0/24")))
                        .build());
        RuleGroup group = fixture.administration
                .groups()
                .create(RuleGroup.builder("bad")
                        .include(new Rule.OfIpList(list.id()))
                        .build());
        create(policy(Policy.Decision.DENY, new Rule.OfGroup(group.id())));

        ipList(list, "203.0.113.0/24");
        assertThat(weaknesses()).isEmpty();
        ipList(list, "203.0.113.0/25");
        fixture.administration
                .groups()
                .replace(
                        group.id(),
                        before ->
                                before.toBuilder().exclude(new Rule.Everyone()).build());

        assertThat(weaknesses()).containsExactly(Weakness.DENY_POLICY_REMOVED, Weakness.DENY_POLICY_REMOVED);
    }

    @Test
    void everyOtherSettingOfAnApplication() {
        Application application = create(CERTAIN);

        replace(
                application,
                before -> before.toBuilder()
                        .exposeCredentials(true)
                        .sharedCaching(true)
                        .httpOnlyCookie(false)
                        .optionsPreflightBypass(true)
                        .build());

        assertThat(weaknesses())
                .containsExactly(
                        Weakness.CREDENTIALS_EXPOSED,
                        Weakness.SHARED_CACHING_ON,
                        Weakness.PREFLIGHT_BYPASS_ON,
                        Weakness.HTTP_ONLY_COOKIE_OFF);
    }

    private void organization(UnaryOperator<Organization> change) {
        fixture.administration.organization().replace(change);
    }

    private Application create(Policy policy) {
        return create("example.com", policy);
    }

    private Application create(String domain, Policy policy) {
        return fixture.administration
                .applications()
                .create(Application.named("api").domain(domain).policy(policy).build());
    }

    private void replace(Application application, UnaryOperator<Application> change) {
        fixture.administration.applications().replace(application.id(), change);
    }

    private List<Weakness> weaknesses() {
        return fixture.events.stream()
                .filter(AccessEvent.ProtectionWeakened.class::isInstance)
                .map(event -> ((AccessEvent.ProtectionWeakened) event).weakness())
                .toList();
    }
}
