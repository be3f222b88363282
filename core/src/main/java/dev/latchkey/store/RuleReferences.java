package dev.latchkey.store;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the references of rules: their targets exist, groups form no cycle, and no group brings in a rule that the
 * policy itself could not contain (request contract, section 7). Not thread-safe.
 */
final class RuleReferences {

    /** How many rules a policy may have in total, with the rules of a group counted each time it is referred to. */
    private static final long MOST_RULES = 10_000;

    /** The maximum number of groups, more than a single policy could use. */
    private static final int MOST_GROUPS = 10_000;

    private final GroupNesting nesting;
    private final Set<UUID> ipLists;
    private final NestedRules unevaluated;
    private final NestedRules credentials;
    private final Map<UUID, Long> sizes;
    private final Faults faults;

    /**
     * Creates a checker.
     *
     * @param groups all groups
     * @param ipLists all IP lists
     * @param faults receives the faults
     */
    RuleReferences(Collection<RuleGroup> groups, Collection<IpList> ipLists, Faults faults) {
        this.nesting = new GroupNesting(groups);
        this.ipLists = ipLists.stream().map(IpList::id).collect(Collectors.toSet());
        this.unevaluated = new NestedRules(nesting, rule -> rule instanceof Rule.Unevaluated);
        this.credentials = new NestedRules(nesting, Rule::needsCredentials);
        this.sizes = nesting.fold((group, inner) ->
                inner.stream().reduce(group.rules().count(), (a, b) -> Math.min(a + b, MOST_RULES + 1)));
        this.faults = faults;
    }

    /** Checks the groups themselves, at {@code /groups}. */
    void checkGroups(List<RuleGroup> groups) {
        if (groups.size() > MOST_GROUPS) {
            faults.add("/groups", "contains more than " + MOST_GROUPS + " groups");
        }
        Map<UUID, Integer> places = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            RuleGroup group = groups.get(i);
            places.putIfAbsent(group.id(), i);
            checkExistence("/groups/" + i, group.include(), group.require(), group.exclude());
        }
        for (List<RuleGroup> circle : nesting.circles()) {
            RuleGroup first = circle.get(0);
            String way = Stream.concat(circle.stream(), Stream.of(first))
                    .map(each -> "'" + each.name() + "'")
                    .collect(Collectors.joining(" -> "));
            faults.add(
                    "/groups/" + places.get(first.id()) + pointerTo(circle.get(1 % circle.size()), first),
                    "forms a cycle: " + way);
        }
        for (RuleGroup group : nesting.tooDeep()) {
            faults.add(
                    "/groups/" + places.get(group.id()),
                    "has more than " + (GroupNesting.MOST_LEVELS - 1) + " levels of nested groups");
        }
    }

    /** Returns where a group refers to another one. */
    private static String pointerTo(RuleGroup named, RuleGroup in) {
        Rule rule = new Rule.OfGroup(named.id());
        if (in.include().contains(rule)) {
            return "/include/" + in.include().indexOf(rule) + "/group";
        }
        return in.require().contains(rule)
                ? "/require/" + in.require().indexOf(rule) + "/group"
                : "/exclude/" + in.exclude().indexOf(rule) + "/group";
    }

    /**
     * Checks a policy.
     *
     * @param pointer the policy's location
     */
    void checkPolicy(String pointer, Policy policy) {
        checkExistence(pointer, policy.include(), policy.require(), policy.exclude());
        if (policy.decision() == Policy.Decision.ALLOW) {
            return; // It is never evaluated.
        }
        checkGroupsOf(policy, pointer + "/include", policy.include());
        checkGroupsOf(policy, pointer + "/require", policy.require());
        checkGroupsOf(policy, pointer + "/exclude", policy.exclude());
        long size = policy.rules()
                .mapToLong(rule -> rule instanceof Rule.OfGroup of ? sizes.getOrDefault(of.groupId(), 0L) : 0)
                .sum();
        if (size > MOST_RULES) {
            faults.add(pointer, "has more than " + MOST_RULES + " rules, including those of its groups");
        }
    }

    private void checkGroupsOf(Policy policy, String pointer, List<Rule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            if (!(rules.get(i) instanceof Rule.OfGroup of)) {
                continue;
            }
            String place = pointer + "/" + i + "/group";
            if (unevaluated.existIn(of.groupId())) {
                faults.add(place, "contains rules that cannot be evaluated: " + unevaluated.list(of.groupId()));
            }
            if (policy.decision() == Policy.Decision.BYPASS && credentials.existIn(of.groupId())) {
                faults.add(
                        place,
                        "contains rules that require credentials, which a bypass policy does not ask for: "
                                + credentials.list(of.groupId()));
            }
        }
    }

    private void checkExistence(String pointer, List<Rule> include, List<Rule> require, List<Rule> exclude) {
        checkExistence(pointer + "/include", include);
        checkExistence(pointer + "/require", require);
        checkExistence(pointer + "/exclude", exclude);
    }

    private void checkExistence(String pointer, List<Rule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            String place = pointer + "/" + i + "/" + rule.type();
            if (rule instanceof Rule.OfGroup of && nesting.group(of.groupId()) == null) {
                faults.add(place, "refers to a missing group: " + of.groupId());
            } else if (rule instanceof Rule.OfIpList of && !ipLists.contains(of.listId())) {
                faults.add(place, "refers to a missing IP list: " + of.listId());
            }
        }
    }
}
