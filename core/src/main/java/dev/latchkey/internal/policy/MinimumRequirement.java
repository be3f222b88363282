package dev.latchkey.internal.policy;

import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.PolicyDecision;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The weakest requirement of an application; the constants are in ascending order (request contract, section 6). */
public enum MinimumRequirement {
    NOTHING("admits everybody without credentials"),
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
     * Returns the requirement of an application. It ignores exclude rules, and addresses in policies for service
     * tokens.
     *
     * @param groups the groups that rules may refer to, by ID
     */
    public static MinimumRequirement of(Application application, Map<UUID, RuleGroup> groups) {
        List<Policy> policies = application.policies();
        if (policies.isEmpty()) {
            return application.settings().anyValidServiceToken() ? ANY_TOKEN : REFUSES_ALL;
        }
        MinimumRequirement least = REFUSES_ALL;
        for (Policy policy : policies) {
            MinimumRequirement asked = ofRules(policy.include(), policy.require(), groups);
            if (policy.decision() == PolicyDecision.DENY
                    && asked == NOTHING
                    && policy.exclude().isEmpty()) {
                // Later policies are unreachable.
                return least;
            } else if (policy.decision() == PolicyDecision.NON_IDENTITY) {
                least = least(least, most(ANY_TOKEN, asked));
            } else if (policy.decision() == PolicyDecision.BYPASS) {
                least = least(least, asked);
            }
        }
        return least;
    }

    private static MinimumRequirement ofRules(
            Collection<Rule> include, Collection<Rule> require, Map<UUID, RuleGroup> groups) {
        MinimumRequirement included = include.stream()
                .map(rule -> ofRule(rule, groups))
                .min(Comparator.naturalOrder())
                .orElse(REFUSES_ALL);
        return require.stream().map(rule -> ofRule(rule, groups)).reduce(included, MinimumRequirement::most);
    }

    private static MinimumRequirement ofRule(Rule rule, Map<UUID, RuleGroup> groups) {
        if (rule instanceof Rule.OfGroup named) {
            RuleGroup group = groups.get(named.groupId());
            return group == null ? REFUSES_ALL : ofRules(group.include(), group.require(), groups);
        } else if (rule instanceof Rule.Everyone) {
            return NOTHING;
        } else if (rule instanceof Rule.AnyValidServiceToken) {
            return ANY_TOKEN;
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
