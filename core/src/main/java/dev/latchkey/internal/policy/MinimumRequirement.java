package dev.latchkey.internal.policy;

import dev.latchkey.model.Application;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The weakest requirement of an application; the constants are in ascending order (request contract, section 6). */
public enum MinimumRequirement {
    NOTHING("admits everybody without credentials"),
    MANY_NETWORKS("admits the addresses of many networks without credentials"),
    ADDRESS("admits some addresses without credentials"),
    ANY_TOKEN("admits any valid service token"),
    CERTAIN_CREDENTIALS("admits only certain service tokens or certificates"),
    REFUSES_ALL("admits nobody");

    private final String words;

    MinimumRequirement(String words) {
        this.words = words;
    }

    /** Returns a predicate whose subject is the application. */
    String words() {
        return words;
    }

    /**
     * Returns a function that finds the requirement of an application. It ignores exclude rules, and addresses in
     * policies for service tokens.
     */
    static Function<Application, MinimumRequirement> among(AccessConfiguration configuration) {
        Map<UUID, RuleGroup> byId =
                configuration.groups().stream().collect(Collectors.toMap(RuleGroup::id, Function.identity()));
        Set<UUID> wide = configuration.ipLists().stream()
                .filter(list ->
                        list.entries().stream().anyMatch(entry -> entry.block().isWiderThanOneNetwork()))
                .map(IpList::id)
                .collect(Collectors.toSet());
        return application -> of(application, new Context(byId, wide));
    }

    /** What rules refer to: groups, and those IP lists that are wider than one network. */
    private record Context(Map<UUID, RuleGroup> groups, Set<UUID> wideLists) {}

    private static MinimumRequirement of(Application application, Context context) {
        List<Policy> policies = application.policies();
        if (policies.isEmpty()) {
            return application.settings().anyValidServiceToken() ? ANY_TOKEN : REFUSES_ALL;
        }
        MinimumRequirement least = REFUSES_ALL;
        for (Policy policy : policies) {
            MinimumRequirement asked = ofRules(policy.include(), policy.require(), context);
            if (policy.decision() == Policy.Decision.DENY
                    && matchesEverybody(policy.include(), policy.require(), policy.exclude(), context)) {
                // Later policies are unreachable.
                return least;
            } else if (policy.decision() == Policy.Decision.NON_IDENTITY) {
                least = least(least, most(ANY_TOKEN, asked));
            } else if (policy.decision() == Policy.Decision.BYPASS) {
                least = least(least, asked);
            }
        }
        return least;
    }

    private static MinimumRequirement ofRules(Collection<Rule> include, Collection<Rule> require, Context context) {
        MinimumRequirement included = include.stream()
                .map(rule -> ofRule(rule, context))
                .min(Comparator.naturalOrder())
                .orElse(REFUSES_ALL);
        return require.stream().map(rule -> ofRule(rule, context)).reduce(included, MinimumRequirement::most);
    }

    /** Returns whether these rules match every request. An exclude rule could spare one, also within a group. */
    private static boolean matchesEverybody(
            Collection<Rule> include, Collection<Rule> require, Collection<Rule> exclude, Context context) {
        return exclude.isEmpty()
                && include.stream().anyMatch(rule -> matchesEverybody(rule, context))
                && require.stream().allMatch(rule -> matchesEverybody(rule, context));
    }

    private static boolean matchesEverybody(Rule rule, Context context) {
        RuleGroup group = rule instanceof Rule.OfGroup named ? context.groups().get(named.groupId()) : null;
        return group == null
                ? rule instanceof Rule.Everyone
                : matchesEverybody(group.include(), group.require(), group.exclude(), context);
    }

    private static MinimumRequirement ofRule(Rule rule, Context context) {
        if (rule instanceof Rule.OfGroup named) {
            RuleGroup group = context.groups().get(named.groupId());
            return group == null ? REFUSES_ALL : ofRules(group.include(), group.require(), context);
        } else if (rule instanceof Rule.Everyone) {
            return NOTHING;
        } else if (rule instanceof Rule.AnyValidServiceToken) {
            return ANY_TOKEN;
        }
        if (rule instanceof Rule.Ip ip && ip.block().isWiderThanOneNetwork()) {
            return MANY_NETWORKS;
        } else if (rule instanceof Rule.OfIpList of && context.wideLists().contains(of.listId())) {
            return MANY_NETWORKS;
        }
        return rule.needsCredentials() ? CERTAIN_CREDENTIALS : ADDRESS;
    }

    private static MinimumRequirement least(MinimumRequirement one, MinimumRequirement other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static MinimumRequirement most(MinimumRequirement one, MinimumRequirement other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
