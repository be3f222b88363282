package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A configuration and what is in it")
final class AccessConfigurationTest {

    private static final UUID UNKNOWN = new UUID(0, 1);
    private static final Policy ANY = Policy.anyValidServiceToken();
    private static final IpList OFFICE =
            IpList.builder("office").block(CidrBlock.parse("10.0.0.0/8")).build();
    private static final RuleGroup STAFF =
            RuleGroup.builder("staff").include(new Rule.OfIpList(OFFICE.id())).build();
    private static final Application JOBS =
            Application.named("jobs").domain("jobs.example.com").policy(ANY).build();

    private static Application.Builder application(String name, String domain) {
        return Application.named(name).domain(domain);
    }

    private static List<Fault> faults(
            List<Application> applications, List<Policy> policies, List<RuleGroup> groups, List<IpList> lists) {
        return catchThrowableOfType(
                        ConfigurationException.class,
                        () -> new AccessConfiguration(Organization.DEFAULT, applications, policies, groups, lists))
                .faults();
    }

    @Test
    void findsItsPartsById() {
        AccessConfiguration configuration = new AccessConfiguration(
                Organization.DEFAULT, List.of(JOBS), List.of(ANY), List.of(STAFF), List.of(OFFICE));

        assertThat(configuration.application(JOBS.id())).isSameAs(JOBS);
        assertThat(configuration.policy(ANY.id())).isSameAs(ANY);
        assertThat(configuration.group(STAFF.id())).isSameAs(STAFF);
        assertThat(configuration.ipList(OFFICE.id())).isSameAs(OFFICE);
        assertThat(configuration.applicationsUsing(ANY.id())).containsExactly(JOBS);
        assertThat(configuration.application(UNKNOWN)).isNull();
        assertThat(configuration.policy(UNKNOWN)).isNull();
        assertThat(configuration.group(UNKNOWN)).isNull();
        assertThat(configuration.ipList(UNKNOWN)).isNull();
        assertThat(configuration.applicationsUsing(UNKNOWN)).isEmpty();
    }

    @Test
    void replacesOrAddsItsParts() {
        RuleGroup other =
                RuleGroup.builder("other").include(new Rule.Everyone()).build();
        RuleGroup wider = STAFF.toBuilder().include(new Rule.Everyone()).build();
        IpList home =
                IpList.builder("home").block(CidrBlock.parse("192.0.2.0/24")).build();
        IpList larger = OFFICE.toBuilder().block(CidrBlock.parse("11.0.0.0/8")).build();

        AccessConfiguration made = AccessConfiguration.EMPTY
                .with(OFFICE)
                .with(home)
                .with(STAFF)
                .with(other)
                .with(larger)
                .with(wider);

        assertThat(made.ipLists()).containsExactly(larger, home);
        assertThat(made.groups()).containsExactly(wider, other);
        assertThat(made.withoutGroup(STAFF.id()).groups()).containsExactly(other);
        assertThat(made.withoutIpList(home.id()).ipLists()).containsExactly(larger);
    }

    @Test
    void refusesWhatIsThereTwice() {
        assertThat(faults(
                        List.of(JOBS, application("jobs", "other.example.com").build()),
                        List.of(ANY, ANY),
                        List.of(STAFF, STAFF),
                        List.of(OFFICE, OFFICE)))
                .extracting(Fault::toString)
                .containsExactly(
                        "/applications/1/id: another application has the ID " + JOBS.id()
                                + "; without an id, it comes from the name",
                        "/policies/1/id: another policy has this ID",
                        "/groups/1/id: another group has this ID",
                        "/ip_lists/1/id: another IP list has this ID");
        assertThat(faults(
                        List.of(
                                JOBS,
                                application("other", "other.example.com")
                                        .aud(JOBS.aud())
                                        .build()),
                        List.of(),
                        List.of(),
                        List.of()))
                .extracting(Fault::toString)
                .containsExactly("/applications/1/aud: another application has this AUD tag");
    }

    @Test
    void refusesRulesThatReferToNothing() {
        Policy ofGroup = Policy.builder("staff", Policy.Decision.NON_IDENTITY)
                .include(new Rule.OfGroup(STAFF.id()))
                .build();

        assertThat(faults(List.of(), List.of(), List.of(STAFF), List.of()))
                .extracting(Fault::pointer)
                .containsExactly("/groups/0/include/0/ip_list");
        assertThat(faults(List.of(application("jobs", "*").policy(ofGroup).build()), List.of(), List.of(), List.of()))
                .extracting(Fault::pointer)
                .containsExactly("/applications/0/policies/0/include/0/group");
        assertThat(faults(List.of(), List.of(ofGroup), List.of(), List.of()))
                .extracting(Fault::pointer)
                .containsExactly("/policies/0/include/0/group");
    }

    @Test
    void aDocumentIsItsConfigurationAndItsTokens() {
        ServiceToken token = ServiceToken.of(
                "job", SecretHasher.sha256().digest(ClientSecret.of("only-for-tests-0123456789-0123456789-abcdef")));
        Organization settings =
                Organization.DEFAULT.toBuilder().strictServiceTokenAuth(true).build();

        AccessDocument made = AccessDocument.EMPTY.with(settings).with(JOBS).with(token);

        assertThat(made.configuration().organization()).isEqualTo(settings);
        assertThat(made.configuration().applications()).containsExactly(JOBS);
        assertThat(made.serviceTokens()).containsExactly(token);
        assertThat(made)
                .isEqualTo(new AccessDocument(new AccessConfiguration(settings, List.of(JOBS)), List.of(token)))
                .isNotEqualTo(made.withoutServiceToken("job"))
                .isNotEqualTo(made.with(Organization.DEFAULT))
                .isNotEqualTo("another type");
        assertThat(made.withoutServiceToken("nobody")).isSameAs(made);
    }
}
