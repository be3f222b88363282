package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 7: policies with groups, IP lists and certificates")
class PolicyCompilerTest {

    private static final ServiceToken TOKEN = ServiceToken.of("id.access", SecretDigest.parse("0".repeat(64)));
    private static final ServiceToken OTHER = ServiceToken.of("other.access", SecretDigest.parse("0".repeat(64)));
    private static final IpAddress INSIDE = IpAddress.parse("203.0.113.9");
    private static final IpAddress OUTSIDE = IpAddress.parse("198.51.100.1");
    private static final IpAddress UNREADABLE = null;

    private static final Rule THIS = new Rule.OneServiceToken(TOKEN.id());
    private static final Rule ANY = new Rule.AnyValidServiceToken();
    private static final Rule EVERYONE = new Rule.Everyone();
    private static final Rule OFFICE = new Rule.Ip(CidrBlock.parse("203.0.113.0/24"));

    private static final IpList OFFICES = IpList.builder("offices")
            .block(CidrBlock.parse("203.0.113.0/24"))
            .block(CidrBlock.parse("2001:db8::/32"))
            .build();
    private static final IpList NOWHERE = IpList.builder("nowhere").build();
    private static final Rule IN_OFFICES = new Rule.OfIpList(OFFICES.id());
    private static final Rule IN_NO_LIST = new Rule.OfIpList(NOWHERE.id());

    private static final RuleGroup IN_OFFICE = group("in the office", List.of(OFFICE), List.of(), List.of());
    private static final RuleGroup NOT_IN_OFFICE =
            group("not in the office", List.of(EVERYONE), List.of(), List.of(OFFICE));
    private static final RuleGroup NOT_NOT_IN_OFFICE =
            group("not not in the office", List.of(EVERYONE), List.of(), List.of(of(NOT_IN_OFFICE)));
    private static final RuleGroup OURS_IN_OFFICE =
            group("ours in the office", List.of(THIS), List.of(of(IN_OFFICE), IN_OFFICES), List.of());

    private static RuleGroup group(String name, List<Rule> include, List<Rule> require, List<Rule> exclude) {
        RuleGroup.Builder group = RuleGroup.builder(name);
        include.forEach(group::include);
        require.forEach(group::require);
        exclude.forEach(group::exclude);
        return group.build();
    }

    private static Rule of(RuleGroup group) {
        return new Rule.OfGroup(group.id());
    }

    private static CompiledPolicy compile(
            Policy.Decision decision, List<Rule> include, List<Rule> require, List<Rule> exclude) {
        Policy.Builder builder = Policy.builder("test", decision);
        include.forEach(builder::include);
        require.forEach(builder::require);
        exclude.forEach(builder::exclude);
        return new PolicyCompiler(
                        List.of(OURS_IN_OFFICE, NOT_NOT_IN_OFFICE, NOT_IN_OFFICE, IN_OFFICE, ROBOTS, NO_ROBOTS),
                        List.of(OFFICES, NOWHERE))
                .compile(builder.build());
    }

    static Stream<Arguments> groups() {
        return Stream.of(
                arguments(List.of(of(IN_OFFICE)), List.of(), List.of(), TOKEN, INSIDE, true),
                arguments(List.of(of(IN_OFFICE)), List.of(), List.of(), TOKEN, OUTSIDE, false),
                arguments(List.of(of(NOT_IN_OFFICE)), List.of(), List.of(), TOKEN, INSIDE, false),
                arguments(List.of(of(NOT_IN_OFFICE)), List.of(), List.of(), TOKEN, OUTSIDE, true),
                arguments(List.of(of(NOT_NOT_IN_OFFICE)), List.of(), List.of(), TOKEN, INSIDE, true),
                arguments(List.of(of(NOT_NOT_IN_OFFICE)), List.of(), List.of(), TOKEN, OUTSIDE, false),
                arguments(List.of(of(OURS_IN_OFFICE)), List.of(), List.of(), TOKEN, INSIDE, true),
                arguments(List.of(of(OURS_IN_OFFICE)), List.of(), List.of(), TOKEN, OUTSIDE, false),
                arguments(List.of(of(OURS_IN_OFFICE)), List.of(), List.of(), OTHER, INSIDE, false),
                arguments(List.of(of(OURS_IN_OFFICE)), List.of(), List.of(), null, INSIDE, false),
                arguments(List.of(of(OURS_IN_OFFICE), ANY), List.of(), List.of(), OTHER, OUTSIDE, true),
                arguments(List.of(ANY), List.of(of(IN_OFFICE)), List.of(), OTHER, INSIDE, true),
                arguments(List.of(ANY), List.of(of(IN_OFFICE)), List.of(), OTHER, OUTSIDE, false),
                arguments(List.of(ANY), List.of(), List.of(of(OURS_IN_OFFICE)), TOKEN, INSIDE, false),
                arguments(List.of(ANY), List.of(), List.of(of(OURS_IN_OFFICE)), TOKEN, OUTSIDE, true),
                arguments(List.of(ANY), List.of(), List.of(of(OURS_IN_OFFICE)), OTHER, INSIDE, true),
                arguments(List.of(IN_OFFICES), List.of(), List.of(), null, INSIDE, true),
                arguments(List.of(IN_OFFICES), List.of(), List.of(), null, IpAddress.parse("2001:db8::7"), true),
                arguments(List.of(IN_OFFICES), List.of(), List.of(), null, OUTSIDE, false),
                arguments(List.of(IN_NO_LIST), List.of(), List.of(), TOKEN, INSIDE, false),
                arguments(List.of(ANY), List.of(), List.of(IN_NO_LIST), TOKEN, INSIDE, true));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void matches(
            List<Rule> include,
            List<Rule> require,
            List<Rule> exclude,
            ServiceToken token,
            IpAddress address,
            boolean expected) {
        assertThat(compile(Policy.Decision.NON_IDENTITY, include, require, exclude)
                        .matches(token, address, null))
                .isEqualTo(expected);
    }

    /** The place of an address rule, and whether an admitting and a denying policy match. */
    static Stream<Arguments> unreadable() {
        List<Rule> everyone = List.of(EVERYONE);
        List<Rule> none = List.of();
        return Stream.of(
                arguments(List.of(OFFICE), none, none, false, true),
                arguments(List.of(IN_OFFICES), none, none, false, true),
                arguments(everyone, List.of(OFFICE), none, false, true),
                arguments(everyone, none, List.of(OFFICE), false, true),
                arguments(everyone, none, List.of(IN_OFFICES), false, true),
                arguments(List.of(of(IN_OFFICE)), none, none, false, true),
                arguments(everyone, List.of(of(IN_OFFICE)), none, false, true),
                arguments(everyone, none, List.of(of(IN_OFFICE)), false, true),
                arguments(List.of(of(NOT_IN_OFFICE)), none, none, false, true),
                arguments(everyone, List.of(of(NOT_IN_OFFICE)), none, false, true),
                arguments(everyone, none, List.of(of(NOT_IN_OFFICE)), false, true),
                arguments(List.of(of(NOT_NOT_IN_OFFICE)), none, none, false, true),
                arguments(everyone, none, List.of(of(NOT_NOT_IN_OFFICE)), false, true),
                // The address is irrelevant here.
                arguments(everyone, none, none, true, true),
                arguments(List.of(OFFICE, EVERYONE), none, none, true, true),
                // No block excludes it, and none admits it.
                arguments(List.of(IN_NO_LIST), none, none, false, false),
                arguments(everyone, none, List.of(IN_NO_LIST), true, true));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void unreadableAddressCountsAgainstClient(
            List<Rule> include, List<Rule> require, List<Rule> exclude, boolean letsIn, boolean keepsOut) {
        for (Policy.Decision decision : List.of(Policy.Decision.NON_IDENTITY, Policy.Decision.BYPASS)) {
            assertThat(compile(decision, include, require, exclude).matches(TOKEN, UNREADABLE, null))
                    .as(decision.word())
                    .isEqualTo(letsIn);
        }
        assertThat(compile(Policy.Decision.DENY, include, require, exclude).matches(TOKEN, UNREADABLE, null))
                .isEqualTo(keepsOut);
    }

    @Test
    void groupCanIncludeAndExcludeInOnePolicy() {
        CompiledPolicy policy =
                compile(Policy.Decision.NON_IDENTITY, List.of(of(IN_OFFICE), ANY), List.of(), List.of(of(IN_OFFICE)));

        assertThat(policy.matches(TOKEN, OUTSIDE, null)).isTrue();
        assertThat(policy.matches(TOKEN, INSIDE, null)).isFalse();
        assertThat(policy.matches(TOKEN, UNREADABLE, null)).isFalse();
    }

    @Test
    void matchesCertificateByNameOrPresence() {
        CompiledPolicy any =
                compile(Policy.Decision.NON_IDENTITY, List.of(new Rule.Certificate()), List.of(), List.of());
        CompiledPolicy named =
                compile(Policy.Decision.NON_IDENTITY, List.of(new Rule.CommonName("robot")), List.of(), List.of());

        assertThat(any.matches(TOKEN, OUTSIDE, certificate("CN=robot"))).isTrue();
        assertThat(any.matches(TOKEN, OUTSIDE, certificate("O=Example"))).isTrue();
        assertThat(any.matches(TOKEN, OUTSIDE, null)).isFalse();
        assertThat(named.matches(null, OUTSIDE, certificate("CN=robot"))).isTrue();
        assertThat(named.matches(TOKEN, OUTSIDE, certificate("CN=Robot"))).isFalse();
        assertThat(named.matches(TOKEN, OUTSIDE, certificate("CN=robot, CN=other")))
                .isFalse();
        assertThat(named.matches(TOKEN, OUTSIDE, certificate("O=Example"))).isFalse();
        assertThat(named.matches(TOKEN, OUTSIDE, null)).isFalse();
    }

    private static final Rule ROBOT = new Rule.CommonName("robot");
    private static final RuleGroup ROBOTS = group("robots", List.of(ROBOT), List.of(), List.of());
    private static final RuleGroup NO_ROBOTS = group("no robots", List.of(EVERYONE), List.of(), List.of(ROBOT));

    /** The place of a name rule, and whether an admitting and a denying policy match. */
    static Stream<Arguments> unreadableNames() {
        List<Rule> everyone = List.of(EVERYONE);
        List<Rule> none = List.of();
        return Stream.of(
                arguments(List.of(ROBOT), none, none, false, true),
                arguments(everyone, List.of(ROBOT), none, false, true),
                arguments(everyone, none, List.of(ROBOT), false, true),
                arguments(List.of(of(ROBOTS)), none, none, false, true),
                arguments(everyone, none, List.of(of(ROBOTS)), false, true),
                arguments(List.of(of(NO_ROBOTS)), none, none, false, true),
                arguments(everyone, none, List.of(of(NO_ROBOTS)), false, true),
                // Its presence is visible, whatever its name.
                arguments(List.of(new Rule.Certificate()), none, none, true, true));
    }

    @ParameterizedTest
    @MethodSource("unreadableNames")
    void unreadableNameCountsAgainstClient(
            List<Rule> include, List<Rule> require, List<Rule> exclude, boolean letsIn, boolean keepsOut) {
        for (String subject : List.of("CN=robot, CN=other", "CN=robot+CN=other", "CN=one, CN=other")) {
            for (Policy.Decision decision : List.of(Policy.Decision.NON_IDENTITY, Policy.Decision.DENY)) {
                assertThat(compile(decision, include, require, exclude).matches(TOKEN, OUTSIDE, certificate(subject)))
                        .as("%s, %s", decision, subject)
                        .isEqualTo(decision == Policy.Decision.DENY ? keepsOut : letsIn);
            }
        }
    }

    @Test
    void missingNameOrCertificateIsNotUnreadable() {
        for (ClientCertificate each : Arrays.asList(certificate("O=Example"), null)) {
            assertThat(compile(Policy.Decision.DENY, List.of(ROBOT), List.of(), List.of())
                            .matches(TOKEN, OUTSIDE, each))
                    .isFalse();
            assertThat(compile(Policy.Decision.NON_IDENTITY, List.of(ANY), List.of(), List.of(of(ROBOTS)))
                            .matches(TOKEN, OUTSIDE, each))
                    .isTrue();
        }
    }

    private static ClientCertificate certificate(String subject) {
        X509Certificate certificate = mock();
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal(subject));
        return new ClientCertificate(certificate);
    }

    @Test
    void policyKnowsItsNeeds() {
        assertThat(compile(Policy.Decision.DENY, List.of(EVERYONE), List.of(), List.of()))
                .returns(false, CompiledPolicy::needsServiceToken)
                .returns(false, CompiledPolicy::needsAddress)
                .returns(false, CompiledPolicy::needsCertificate);
        assertThat(compile(Policy.Decision.DENY, List.of(EVERYONE), List.of(), List.of(of(OURS_IN_OFFICE))))
                .returns(true, CompiledPolicy::needsServiceToken)
                .returns(true, CompiledPolicy::needsAddress)
                .returns(false, CompiledPolicy::needsCertificate);
        assertThat(compile(Policy.Decision.DENY, List.of(EVERYONE), List.of(new Rule.CommonName("x")), List.of()))
                .returns(false, CompiledPolicy::needsServiceToken)
                .returns(false, CompiledPolicy::needsAddress)
                .returns(true, CompiledPolicy::needsCertificate);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsMissingReference(Policy.Decision decision) {
        for (Rule rule : List.of(new Rule.OfGroup(UUID.randomUUID()), new Rule.OfIpList(UUID.randomUUID()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(decision, List.of(EVERYONE), List.of(), List.of(rule)))
                    .withMessageContaining(rule.type());
        }
    }

    @Test
    void rejectsUnevaluatedRuleInGroup() {
        RuleGroup people =
                group("people", List.of(EVERYONE, new Rule.Unevaluated("email", Map.of())), List.of(), List.of());
        Policy policy = Policy.builder("test", Policy.Decision.BYPASS)
                .include(of(people))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PolicyCompiler(List.of(people), List.of()).compile(policy))
                .withMessageContaining("email");
    }
}
