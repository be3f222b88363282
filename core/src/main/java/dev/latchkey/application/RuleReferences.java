package dev.latchkey.application;

import dev.latchkey.configuration.Faults;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks what rules name: that it exists, that groups lead nowhere in a circle, and that nothing counts through a group
 * that could not stand in the policy itself (request contract, section 7). Not thread-safe.
 */
public final class RuleReferences {

    /** How many rules a policy may come to with those of its groups, each as often as it is named. */
    private static final long MOST_RULES = 10_000;

    /** A rule inside a group, as a fault names it. */
    private record Inner(String type, String groupName) {
        @Override
        public String toString() {
            return type + " in group '" + groupName + "'";
        }
    }

    private final GroupNesting nesting;
    private final Set<UUID> ipLists;
    private final Map<UUID, Set<Inner>> unevaluated;
    private final Map<UUID, Set<Inner>> credentials;
    private final Map<UUID, Long> sizes;
    private final Faults faults;

    /**
     * @param groups all groups
     * @param ipLists all IP lists
     * @param faults where what is found goes
     */
    public RuleReferences(Collection<RuleGroup> groups, Collection<IpList> ipLists, Faults faults) {
        this.nesting = new GroupNesting(groups);
        this.ipLists = ipLists.stream().map(IpList::id).collect(Collectors.toSet());
        this.unevaluated = innerRules(rule -> rule instanceof Rule.Unevaluated);
        this.credentials = innerRules(Rule::needsCredentials);
        this.sizes = nesting.fold((group, inner) ->
                inner.stream().reduce(rulesOf(group).count(), (a, b) -> Math.min(a + b, MOST_RULES + 1)));
        this.faults = faults;
    }

    private Map<UUID, Set<Inner>> innerRules(Predicate<Rule> which) {
        return nesting.fold((group, inner) -> {
            Set<Inner> found = new LinkedHashSet<>();
            rulesOf(group).filter(which).forEach(rule -> found.add(new Inner(rule.type(), group.name())));
            inner.forEach(found::addAll);
            return found;
        });
    }

    private static Stream<Rule> rulesOf(RuleGroup group) {
        return Stream.of(group.include(), group.require(), group.exclude()).flatMap(List::stream);
    }

    /** Checks the groups themselves, which stand in {@code /groups}. */
    public void checkGroups(List<RuleGroup> groups) {
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
                    "leads back to where it comes from: " + way);
        }
        for (RuleGroup group : nesting.tooDeep()) {
            faults.add(
                    "/groups/" + places.get(group.id()),
                    "has more than " + (GroupNesting.MOST_LEVELS - 1) + " groups one inside the other");
        }
    }

    /** {@return where a group names another one} */
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
     * @param pointer where it stands
     */
    public void checkPolicy(String pointer, Policy policy) {
        checkExistence(pointer, policy.include(), policy.require(), policy.exclude());
        if (policy.decision() == PolicyDecision.ALLOW) {
            return; // It never counts, so it may name what it likes.
        }
        checkGroupsOf(policy, pointer + "/include", policy.include());
        checkGroupsOf(policy, pointer + "/require", policy.require());
        checkGroupsOf(policy, pointer + "/exclude", policy.exclude());
        long size = Stream.of(policy.include(), policy.require(), policy.exclude())
                .flatMap(List::stream)
                .mapToLong(rule -> rule instanceof Rule.OfGroup of ? sizes.getOrDefault(of.groupId(), 0L) : 0)
                .sum();
        if (size > MOST_RULES) {
            faults.add(pointer, "comes to more than " + MOST_RULES + " rules with those of its groups");
        }
    }

    private void checkGroupsOf(Policy policy, String pointer, List<Rule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            if (!(rules.get(i) instanceof Rule.OfGroup of)) {
                continue;
            }
            String place = pointer + "/" + i + "/group";
            Set<Inner> noAnswer = unevaluated.getOrDefault(of.groupId(), Set.of());
            if (!noAnswer.isEmpty()) {
                faults.add(place, "leads to rules that cannot be evaluated, where they would count: " + list(noAnswer));
            }
            Set<Inner> asking = credentials.getOrDefault(of.groupId(), Set.of());
            if (policy.decision() == PolicyDecision.BYPASS && !asking.isEmpty()) {
                faults.add(
                        place,
                        "leads to rules that need credentials, which a bypass policy does not ask for: "
                                + list(asking));
            }
        }
    }

    private static String list(Set<Inner> rules) {
        return rules.stream().map(Inner::toString).collect(Collectors.joining(", "));
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
                faults.add(place, "names a group that does not exist: " + of.groupId());
            } else if (rule instanceof Rule.OfIpList of && !ipLists.contains(of.listId())) {
                faults.add(place, "names an IP list that does not exist: " + of.listId());
            }
        }
    }
}
