package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 7: references between rules and groups")
class RuleReferencesTest {

    private static final Rule EVERYONE = new Rule.Everyone();
    private static final Rule ANY = new Rule.AnyValidServiceToken();
    private static final Rule EMAIL = new Rule.Unevaluated("email", Map.of());
    private static final UUID NOBODYS = UUID.fromString("00000000-0000-0000-0000-00000000000f");

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static RuleGroup group(String name, Rule... include) {
        RuleGroup.Builder group = RuleGroup.builder(name).id(id(name));
        List.of(include).forEach(group::include);
        return group.build();
    }

    private static Rule of(String group) {
        return new Rule.OfGroup(id(group));
    }

    private static Policy policy(Policy.Decision decision, Rule... include) {
        Policy.Builder policy = Policy.builder("test", decision);
        for (Rule each : include) {
            policy.include(each);
        }
        return policy.build();
    }

    private static List<String> faults(Policy policy, RuleGroup... groups) {
        Faults faults = new Faults();
        RuleReferences references = new RuleReferences(List.of(groups), List.of(), faults);
        references.checkGroups(List.of(groups));
        references.checkPolicy("/p", policy);
        return faults.asList().stream().map(Fault::toString).toList();
    }

    private static List<String> faults(RuleGroup... groups) {
        return faults(policy(Policy.Decision.ALLOW, EVERYONE), groups);
    }

    @ParameterizedTest
    @EnumSource
    void referencesMustExist(Policy.Decision decision) {
        Policy policy = Policy.builder("test", decision)
                .include(EVERYONE)
                .require(new Rule.OfGroup(NOBODYS))
                .exclude(EVERYONE)
                .exclude(new Rule.OfIpList(NOBODYS))
                .build();

        assertThat(faults(policy))
                .containsExactly(
                        "/p/require/0/group: refers to a missing group: " + NOBODYS,
                        "/p/exclude/1/ip_list: refers to a missing IP list: " + NOBODYS);
    }

    @Test
    void referencesOfGroupsMustExist() {
        RuleGroup group = RuleGroup.builder("a")
                .id(id("a"))
                .include(EVERYONE)
                .include(new Rule.OfIpList(NOBODYS))
                .require(new Rule.OfGroup(NOBODYS))
                .build();

        assertThat(faults(group("b", EVERYONE), group))
                .containsExactly(
                        "/groups/1/include/1/ip_list: refers to a missing IP list: " + NOBODYS,
                        "/groups/1/require/0/group: refers to a missing group: " + NOBODYS);
    }

    @Test
    void rejectsCycle() {
        assertThat(faults(group("a", EVERYONE, of("a"))))
                .containsExactly("/groups/0/include/1/group: forms a cycle: 'a' -> 'a'");
        assertThat(faults(group("x", of("a")), group("a", of("b")), group("b", EVERYONE, of("c")), group("c", of("a"))))
                .containsExactly("/groups/1/include/0/group: forms a cycle: 'a' -> 'b' -> 'c' -> 'a'");
    }

    @Test
    void rejectsCycleThroughRequireAndExclude() {
        RuleGroup a = RuleGroup.builder("a")
                .id(id("a"))
                .include(EVERYONE)
                .require(of("b"))
                .build();
        RuleGroup b = RuleGroup.builder("b")
                .id(id("b"))
                .include(EVERYONE)
                .exclude(EVERYONE)
                .exclude(of("a"))
                .build();

        assertThat(faults(a, b)).containsExactly("/groups/0/require/0/group: forms a cycle: 'a' -> 'b' -> 'a'");
        assertThat(faults(b, a)).containsExactly("/groups/0/exclude/1/group: forms a cycle: 'b' -> 'a' -> 'b'");
    }

    @Test
    void reportsEachCycle() {
        assertThat(faults(group("a", of("b")), group("b", of("a")), group("c", of("c"), of("a")), group("d", of("d"))))
                .containsExactly(
                        "/groups/0/include/0/group: forms a cycle: 'a' -> 'b' -> 'a'",
                        "/groups/2/include/0/group: forms a cycle: 'c' -> 'c'",
                        "/groups/3/include/0/group: forms a cycle: 'd' -> 'd'");
    }

    @Test
    void acceptsSharedGroup() {
        assertThat(faults(
                        policy(Policy.Decision.BYPASS, of("top"), of("left")),
                        group("top", of("left"), of("right"), of("base")),
                        group("left", of("base")),
                        group("right", of("base")),
                        group("base", EVERYONE)))
                .isEmpty();
    }

    @Test
    void rejectsCredentialsInGroupOfBypassPolicy() {
        assertThat(faults(
                        policy(Policy.Decision.BYPASS, EVERYONE, of("outer")),
                        group("outer", EVERYONE, of("inner")),
                        group("inner", ANY, new Rule.CommonName("x"), new Rule.Certificate())))
                .containsExactly(
                        "/p/include/1/group: contains rules that require credentials, which a bypass policy does "
                                + "not ask for: any_valid_service_token in group 'inner', common_name in group 'inner', "
                                + "certificate in group 'inner'");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALLOW")
    void rejectsUnevaluatedRuleInGroup(Policy.Decision decision) {
        Policy policy = Policy.builder("test", decision)
                .include(EVERYONE)
                .exclude(of("outer"))
                .build();

        assertThat(faults(policy, group("inner", EMAIL, EMAIL), group("outer", EVERYONE, of("inner"))))
                .containsExactly(
                        "/p/exclude/0/group: contains rules that cannot be evaluated: " + "email in group 'inner'");
    }

    /** Wherever the group stands: an exception that nobody could prove would keep nobody out. */
    @Test
    void rejectsCredentialsInEveryGroupOfBypassPolicy() {
        Policy policy = Policy.builder("p", Policy.Decision.BYPASS)
                .include(of("tokens"))
                .require(of("tokens"))
                .exclude(of("tokens"))
                .build();

        assertThat(faults(policy, group("tokens", ANY)))
                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                .containsExactly("/p/include/0/group", "/p/require/0/group", "/p/exclude/0/group");
    }

    @Test
    void acceptsAnyRuleInGroupOfAllowPolicy() {
        assertThat(faults(policy(Policy.Decision.ALLOW, of("people")), group("people", EMAIL), group("nobodys", EMAIL)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void acceptsNestedGroups(int levels) {
        assertThat(faults(policy(Policy.Decision.BYPASS, of("1")), nested(levels)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 3_000})
    void rejectsTooDeepNesting(int levels) {
        assertThat(faults(nested(levels)))
                .containsExactly("/groups/" + (levels - 17) + ": has more than 15 levels of nested groups");
    }

    private static RuleGroup[] nested(int levels) {
        List<RuleGroup> groups = new ArrayList<>();
        for (int i = 1; i < levels; i++) {
            groups.add(group("" + i, of("" + (i + 1))));
        }
        groups.add(group("" + levels, EVERYONE));
        return groups.toArray(new RuleGroup[0]);
    }

    @Test
    void rejectsTooManyRulesInTotal() {
        List<RuleGroup> groups = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            groups.add(group("" + i, of("" + (i + 1)), of("" + (i + 1))));
        }
        groups.add(group("13", EVERYONE));
        RuleGroup[] all = groups.toArray(new RuleGroup[0]);

        assertThat(faults(policy(Policy.Decision.DENY, of("0")), all))
                .containsExactly("/p: has more than 10000 rules, including those of its groups");
        assertThat(faults(policy(Policy.Decision.DENY, of("3")), all)).isEmpty();
    }

    @Test
    void allows10000RulesInTotal() {
        Rule[] most = new Rule[2_000];
        Arrays.fill(most, EVERYONE);
        Rule[] groups = new Rule[5];
        Arrays.fill(groups, of("large"));

        assertThat(faults(policy(Policy.Decision.DENY, groups), group("large", most)))
                .isEmpty();
        most = Arrays.copyOf(most, 2_001);
        most[2_000] = EVERYONE;
        assertThat(faults(policy(Policy.Decision.DENY, groups), group("large", most)))
                .containsExactly("/p: has more than 10000 rules, including those of its groups");
    }

    @Test
    void rejectsTooManyGroups() {
        RuleGroup[] all = new RuleGroup[10_001];
        Arrays.setAll(all, i -> group("" + i, EVERYONE));

        assertThat(faults(all)).containsExactly("/groups: contains more than 10000 groups");
        assertThat(faults(Arrays.copyOf(all, 10_000))).isEmpty();
    }

    /** Each group refers to most of the others; storing that per group would take gigabytes. */
    @Test
    void doesNotStoreNestedRulesPerGroup() {
        int width = 625;
        Random random = new Random(1);
        List<RuleGroup> all = new ArrayList<>();
        for (int level = 0; level < 16; level++) {
            for (int i = 0; i < width; i++) {
                List<Rule> rules = new ArrayList<>(List.of(ANY, EMAIL));
                for (int k = 0; level > 0 && k < 6; k++) {
                    rules.add(of((level - 1) + "-" + random.nextInt(width)));
                }
                all.add(group(level + "-" + i, rules.toArray(new Rule[0])));
            }
        }

        assertThat(faults(policy(Policy.Decision.BYPASS, of("15-0")), all.toArray(new RuleGroup[0])))
                .hasSize(3)
                .allSatisfy(fault -> assertThat(fault).hasSizeLessThan(1_500));
    }

    @Test
    void faultNamesAtMostTwentyRules() {
        Rule[] all = new Rule[21];
        Arrays.setAll(all, i -> new Rule.Unevaluated("type_" + i, Map.of()));
        Rule[] allowed = Arrays.copyOf(all, 20);

        assertThat(faults(policy(Policy.Decision.DENY, of("many")), group("many", all)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(": type_0 in group 'many', ")
                .endsWith(", type_19 in group 'many', and others");
        assertThat(faults(
                        policy(Policy.Decision.DENY, of("outer")),
                        group("outer", all[20], of("many")),
                        group("many", allowed)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(": type_20 in group 'outer', type_0 in group 'many', ")
                .endsWith(", type_18 in group 'many', and others");
        assertThat(faults(policy(Policy.Decision.DENY, of("many")), group("many", allowed)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith(", type_19 in group 'many'");
    }

    @Test
    void rejectsNamesThatCouldForgeLogLines() {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> group("a\nb", EVERYONE));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> IpList.builder("a\rb").build());
    }
}
