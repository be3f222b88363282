package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.policy.CompiledPolicy;
import dev.latchkey.internal.policy.PolicyCompiler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 7: policies and their rules")
class PolicyTest {

    private static final ServiceToken TOKEN = ServiceToken.of("id.access", SecretDigest.parse("0".repeat(64)));
    private static final ServiceToken OTHER = ServiceToken.of("other.access", SecretDigest.parse("0".repeat(64)));
    private static final String INSIDE = "203.0.113.9";
    private static final String OUTSIDE = "198.51.100.1";

    private static final Rule THIS = new Rule.OneServiceToken(TOKEN.id());
    private static final Rule ANY = new Rule.AnyValidServiceToken();
    private static final Rule EVERYONE = new Rule.Everyone();
    private static final Rule OFFICE = new Rule.Ip(CidrBlock.parse("203.0.113.0/24"));
    private static final Rule CERTIFICATE = new Rule.Certificate();
    private static final Rule NAMED = new Rule.CommonName("robot");
    private static final Rule EMAIL = new Rule.Unevaluated("email", Map.of("email", "a@example.com"));

    @Test
    @DisplayName("RFC 6901, section 3: the type of a rule, which may be any text, is escaped in the place of its fault")
    void pointsAtARuleWhoseTypeHasASlash() {
        Rule rule = new Rule.Unevaluated("a/b~c", Map.of());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> policy(Policy.Decision.DENY, List.of(rule), List.of(), List.of()))
                .satisfies(refused ->
                        assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/include/0/a~1b~0c"));
    }

    private static Policy policy(Policy.Decision decision, List<Rule> include, List<Rule> require, List<Rule> exclude) {
        Policy.Builder builder = Policy.builder("test", decision);
        include.forEach(builder::include);
        require.forEach(builder::require);
        exclude.forEach(builder::exclude);
        return builder.build();
    }

    private static CompiledPolicy compiled(Policy policy) {
        return new PolicyCompiler(List.of(), List.of()).compile(policy);
    }

    private static boolean matches(Policy policy, ServiceToken token, String address) {
        return compiled(policy).matches(token, IpAddress.parse(address), null);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                // One include rule at least.
                arguments(List.of(THIS), List.of(), List.of(), TOKEN, OUTSIDE, true),
                arguments(List.of(THIS), List.of(), List.of(), OTHER, OUTSIDE, false),
                arguments(List.of(THIS), List.of(), List.of(), null, OUTSIDE, false),
                arguments(List.of(ANY), List.of(), List.of(), OTHER, OUTSIDE, true),
                arguments(List.of(ANY), List.of(), List.of(), null, OUTSIDE, false),
                arguments(List.of(EVERYONE), List.of(), List.of(), null, OUTSIDE, true),
                arguments(List.of(OFFICE), List.of(), List.of(), null, INSIDE, true),
                arguments(List.of(OFFICE), List.of(), List.of(), TOKEN, OUTSIDE, false),
                arguments(List.of(OFFICE), List.of(), List.of(), TOKEN, "", false),
                arguments(List.of(OFFICE), List.of(), List.of(), TOKEN, "203.0.113.9.example.com", false),
                arguments(List.of(THIS, OFFICE), List.of(), List.of(), OTHER, INSIDE, true),
                arguments(List.of(THIS, OFFICE), List.of(), List.of(), OTHER, OUTSIDE, false),
                // Every require rule.
                arguments(List.of(ANY), List.of(OFFICE), List.of(), TOKEN, INSIDE, true),
                arguments(List.of(ANY), List.of(OFFICE), List.of(), TOKEN, OUTSIDE, false),
                arguments(List.of(ANY), List.of(OFFICE, THIS), List.of(), OTHER, INSIDE, false),
                arguments(List.of(ANY), List.of(OFFICE, THIS), List.of(), TOKEN, INSIDE, true),
                arguments(List.of(OFFICE), List.of(THIS), List.of(), null, INSIDE, false),
                // No exclude rule.
                arguments(List.of(ANY), List.of(), List.of(THIS), TOKEN, INSIDE, false),
                arguments(List.of(ANY), List.of(), List.of(THIS), OTHER, INSIDE, true),
                arguments(List.of(ANY), List.of(), List.of(THIS, OFFICE), OTHER, INSIDE, false),
                arguments(List.of(EVERYONE), List.of(EVERYONE), List.of(EVERYONE), TOKEN, INSIDE, false));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void matches(
            List<Rule> include,
            List<Rule> require,
            List<Rule> exclude,
            ServiceToken token,
            String address,
            boolean expected) {
        assertThat(matches(policy(Policy.Decision.NON_IDENTITY, include, require, exclude), token, address))
                .isEqualTo(expected);
    }

    @Test
    void aBypassPolicyMayUseOnlyRulesThatNeedNoCredentials() {
        Policy anonymous = policy(Policy.Decision.BYPASS, List.of(EVERYONE, OFFICE), List.of(OFFICE), List.of(OFFICE));
        assertThat(compiled(anonymous).needsServiceToken()).isFalse();
        assertThat(compiled(anonymous).needsAddress()).isTrue();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> policy(
                        Policy.Decision.BYPASS, List.of(OFFICE, THIS), List.of(ANY, CERTIFICATE), List.of(THIS, NAMED)))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .containsExactly(
                                "/include/1/service_token",
                                "/require/0/any_valid_service_token",
                                "/require/1/certificate",
                                "/exclude/0/service_token",
                                "/exclude/1/common_name"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALLOW")
    void rejectsUnsupportedRuleByNameWhereverItCounts(Policy.Decision decision) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> policy(decision, List.of(EVERYONE, EMAIL), List.of(EMAIL), List.of(EMAIL)))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .containsExactly("/include/1/email", "/require/0/email", "/exclude/0/email"));
    }

    @Test
    void keepsAllowPolicyWithAnyRules() {
        Policy allow = policy(Policy.Decision.ALLOW, List.of(EMAIL), List.of(THIS), List.of(EMAIL));

        assertThat(allow.include()).containsExactly(EMAIL);
    }

    @Test
    void aRuleThatCannotBeEvaluatedIsNeverEvaluated() {
        Policy allow = policy(Policy.Decision.ALLOW, List.of(EMAIL), List.of(), List.of());

        assertThatIllegalArgumentException().isThrownBy(() -> compiled(allow)).withMessageContaining("email");
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Policy.builder(" ", Policy.Decision.BYPASS)
                        .precedence(0)
                        .sessionDuration(Duration.ofSeconds(-1))
                        .require(THIS)
                        .build())
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .containsExactlyInAnyOrder(
                                "/name", "/precedence", "/include", "/session_duration", "/require/0/service_token"));
    }

    @Test
    void buildersGiveBackWhatTheyWereGiven() {
        UUID id = UUID.randomUUID();
        Policy policy = Policy.builder("jobs", Policy.Decision.NON_IDENTITY)
                .id(id)
                .precedence(7)
                .sessionDuration(Duration.ofMinutes(5))
                .include(ANY)
                .require(OFFICE)
                .exclude(THIS)
                .build();

        for (Policy each : List.of(policy, policy.toBuilder().build())) {
            assertThat(each.id()).isEqualTo(id);
            assertThat(each.name()).isEqualTo("jobs");
            assertThat(each.decision()).isEqualTo(Policy.Decision.NON_IDENTITY);
            assertThat(each.precedence()).isEqualTo(7);
            assertThat(each.sessionDuration()).isEqualTo(Duration.ofMinutes(5));
            assertThat(each.include()).containsExactly(ANY);
            assertThat(each.require()).containsExactly(OFFICE);
            assertThat(each.exclude()).containsExactly(THIS);
        }
    }

    @Test
    void withoutAnIdNameAndPrecedenceGiveOne() {
        Policy.Builder builder = Policy.builder("jobs", Policy.Decision.DENY).include(EVERYONE);

        assertThat(builder.build().id()).isEqualTo(builder.build().id());
        assertThat(builder.build().id())
                .isNotEqualTo(builder.precedence(2).build().id());
    }

    @Test
    void anyValidServiceTokenLetsInAnyAndNobodyElse() {
        Policy any = Policy.anyValidServiceToken();

        assertThat(any.decision()).isEqualTo(Policy.Decision.NON_IDENTITY);
        assertThat(matches(any, OTHER, OUTSIDE)).isTrue();
        assertThat(matches(any, null, OUTSIDE)).isFalse();
    }

    @Test
    void decisionsHaveTheWordsOfTheWireFormat() {
        assertThat(Policy.Decision.values())
                .extracting(Policy.Decision::word)
                .containsExactly("non_identity", "bypass", "deny", "allow");
        assertThat(Stream.of(THIS, ANY, EVERYONE, OFFICE, EMAIL))
                .extracting(Rule::type)
                .containsExactly("service_token", "any_valid_service_token", "everyone", "ip", "email");
    }
}
