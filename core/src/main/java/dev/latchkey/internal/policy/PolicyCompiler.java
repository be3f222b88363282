package dev.latchkey.internal.policy;

import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the groups and IP lists of valid policies; {@link dev.latchkey.store.AccessConfiguration} has checked them.
 * Not thread-safe, but its results are.
 *
 * <p>It also decides whether a rule matches an unreadable address or certificate name. It does so if a match excludes
 * the client: in {@code include} and {@code require} of a {@code deny} policy, and in {@code exclude} of other
 * policies. A group inherits this from the rule that refers to it, and its own {@code exclude} inverts it. A group that
 * is used both ways is compiled twice.
 */
public final class PolicyCompiler {

    /** A group, and whether a match excludes the client. */
    private record Use(UUID groupId, boolean keepsOut) {}

    private record Part(CompiledRule rule, RuleNeeds needs) {}

    private static final Part ALWAYS = new Part(new CompiledRule.Always(), RuleNeeds.NOTHING);
    private static final Part ANY_TOKEN = new Part(new CompiledRule.AnyToken(), RuleNeeds.SERVICE_TOKEN);
    private static final Part ANY_CERTIFICATE = new Part(new CompiledRule.AnyCertificate(), RuleNeeds.CERTIFICATE);

    private final Map<UUID, RuleGroup> groups = new HashMap<>();
    private final Map<UUID, AddressBlocks> ipLists = new HashMap<>();
    private final Map<Use, Part> compiledGroups = new HashMap<>();

    /**
     * Creates a compiler.
     *
     * @param groups the groups that rules may refer to
     * @param ipLists the IP lists that rules may refer to
     */
    public PolicyCompiler(Collection<RuleGroup> groups, Collection<IpList> ipLists) {
        groups.forEach(each -> this.groups.put(each.id(), each));
        ipLists.forEach(each -> this.ipLists.put(each.id(), new AddressBlocks(each.blocks())));
    }

    /**
     * Returns the policy, ready for evaluation.
     *
     * @throws IllegalArgumentException if a rule refers to a missing group or IP list, or cannot be evaluated
     */
    public CompiledPolicy compile(Policy policy) {
        boolean keepsOut = policy.decision() == Policy.Decision.DENY;
        Part whole = together(policy.include(), policy.require(), policy.exclude(), keepsOut);
        return new CompiledPolicy(policy, whole.rule(), whole.needs());
    }

    private Part together(List<Rule> include, List<Rule> require, List<Rule> exclude, boolean keepsOut) {
        List<Part> any = parts(include, keepsOut);
        List<Part> all = parts(require, keepsOut);
        List<Part> none = parts(exclude, !keepsOut);
        RuleNeeds needs = RuleNeeds.NOTHING;
        for (List<Part> each : List.of(any, all, none)) {
            for (Part part : each) {
                needs = needs.and(part.needs());
            }
        }
        return new Part(new CompiledRule.Together(rules(any), rules(all), rules(none)), needs);
    }

    private List<Part> parts(List<Rule> rules, boolean keepsOut) {
        return rules.stream().map(each -> part(each, keepsOut)).toList();
    }

    private static CompiledRule[] rules(List<Part> parts) {
        return parts.stream().map(Part::rule).toArray(CompiledRule[]::new);
    }

    private Part part(Rule rule, boolean keepsOut) {
        if (rule instanceof Rule.OneServiceToken one) {
            return new Part(new CompiledRule.OneToken(one.tokenId()), RuleNeeds.SERVICE_TOKEN);
        } else if (rule instanceof Rule.AnyValidServiceToken) {
            return ANY_TOKEN;
        } else if (rule instanceof Rule.Everyone) {
            return ALWAYS;
        } else if (rule instanceof Rule.Ip ip) {
            return address(new AddressBlocks(List.of(ip.block())), keepsOut);
        } else if (rule instanceof Rule.OfIpList of) {
            return address(existing(ipLists.get(of.listId()), rule), keepsOut);
        } else if (rule instanceof Rule.OfGroup of) {
            return group(existing(groups.get(of.groupId()), rule), keepsOut);
        } else if (rule instanceof Rule.CommonName named) {
            return new Part(new CompiledRule.Named(named.commonName(), keepsOut), RuleNeeds.CERTIFICATE);
        } else if (rule instanceof Rule.Certificate) {
            return ANY_CERTIFICATE;
        }
        throw new IllegalArgumentException("a rule cannot be evaluated: " + rule.type());
    }

    private Part group(RuleGroup group, boolean keepsOut) {
        Use use = new Use(group.id(), keepsOut);
        Part known = compiledGroups.get(use);
        if (known == null) {
            known = together(group.include(), group.require(), group.exclude(), keepsOut);
            compiledGroups.put(use, known);
        }
        return known;
    }

    /** An empty list matches nobody, not even an unreadable address. */
    private static Part address(AddressBlocks blocks, boolean keepsOut) {
        return new Part(new CompiledRule.Address(blocks, keepsOut && !blocks.isEmpty()), RuleNeeds.ADDRESS);
    }

    private static <T> T existing(@Nullable T named, Rule rule) {
        if (named == null) {
            throw new IllegalArgumentException("a rule refers to something that does not exist: " + rule.type());
        }
        return named;
    }
}
