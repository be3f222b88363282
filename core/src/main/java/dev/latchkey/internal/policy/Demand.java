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

/** The least that an application asks of a client; the first constant asks for least (request contract, section 6). */
enum Demand {
    NOTHING("lets everybody in without credentials"),
    ADDRESS("lets some addresses in without credentials"),
    ANY_TOKEN("lets any valid service token in"),
    CERTAIN_CREDENTIALS("lets only certain service tokens or certificates in"),
    REFUSES_ALL("lets nobody in");

    private final String words;

    Demand(String words) {
        this.words = words;
    }

    /** Returns a clause whose subject is the application. */
    String words() {
        return words;
    }

    /**
     * Returns what an application asks for. Exclude rules and addresses in policies for service tokens are not considered.
     *
     * @param groups the groups that rules may name, by id
     */
    static Demand of(Application application, Map<UUID, RuleGroup> groups) {
        List<Policy> policies = application.policies();
        if (policies.isEmpty()) {
            return application.settings().anyValidServiceToken() ? ANY_TOKEN : REFUSES_ALL;
        }
        Demand least = REFUSES_ALL;
        for (Policy policy : policies) {
            Demand asked = ofRules(policy.include(), policy.require(), groups);
            if (policy.decision() == PolicyDecision.DENY
                    && asked == NOTHING
                    && policy.exclude().isEmpty()) {
                // Nothing behind it is ever reached.
                return least;
            } else if (policy.decision() == PolicyDecision.NON_IDENTITY) {
                least = least(least, most(ANY_TOKEN, asked));
            } else if (policy.decision() == PolicyDecision.BYPASS) {
                least = least(least, asked);
            }
        }
        return least;
    }

    private static Demand ofRules(Collection<Rule> include, Collection<Rule> require, Map<UUID, RuleGroup> groups) {
        Demand included = include.stream()
                .map(rule -> ofRule(rule, groups))
                .min(Comparator.naturalOrder())
                .orElse(REFUSES_ALL);
        return require.stream().map(rule -> ofRule(rule, groups)).reduce(included, Demand::most);
    }

    private static Demand ofRule(Rule rule, Map<UUID, RuleGroup> groups) {
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

    private static Demand least(Demand one, Demand other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Demand most(Demand one, Demand other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
