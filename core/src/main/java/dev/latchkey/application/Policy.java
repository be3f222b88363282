package dev.latchkey.application;

import dev.latchkey.configuration.Faults;
import dev.latchkey.token.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom to let in (request contract, section 7). It matches when at least one {@code include} rule, every
 * {@code require} rule and no {@code exclude} rule matches. Immutable.
 */
public final class Policy {

    private final UUID id;
    private final String name;
    private final PolicyDecision decision;
    private final int precedence;
    private final @Nullable Duration sessionDuration;
    private final List<Rule> include;
    private final List<Rule> require;
    private final List<Rule> exclude;
    private final boolean needsNoCredentials;

    private Policy(Builder from) {
        this.name = from.name;
        this.decision = from.decision;
        this.precedence = from.precedence;
        this.sessionDuration = from.sessionDuration;
        this.include = List.copyOf(from.include);
        this.require = List.copyOf(from.require);
        this.exclude = List.copyOf(from.exclude);
        this.id = from.id == null ? idOf(name, precedence) : from.id;
        this.needsNoCredentials = include.stream().allMatch(Rule::needsNoCredentials)
                && require.stream().allMatch(Rule::needsNoCredentials)
                && exclude.stream().allMatch(Rule::needsNoCredentials);
    }

    /** {@return a builder of a policy with this name and decision} */
    public static Builder builder(String name, PolicyDecision decision) {
        return new Builder(name, decision);
    }

    /** {@return a policy that lets in any valid service token} */
    public static Policy anyValidServiceToken() {
        return builder("any valid service token", PolicyDecision.NON_IDENTITY)
                .include(new Rule.AnyValidServiceToken())
                .build();
    }

    private static UUID idOf(String name, int precedence) {
        return UUID.nameUUIDFromBytes(("latchkey:policy:" + precedence + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a builder that holds everything that this policy holds} */
    public Builder toBuilder() {
        Builder builder = new Builder(name, decision);
        builder.id = id;
        builder.precedence = precedence;
        builder.sessionDuration = sessionDuration;
        builder.include.addAll(include);
        builder.require.addAll(require);
        builder.exclude.addAll(exclude);
        return builder;
    }

    /** {@return its id} */
    public UUID id() {
        return id;
    }

    /** {@return its name for people} */
    public String name() {
        return name;
    }

    /** {@return what it does with a request that it matches} */
    public PolicyDecision decision() {
        return decision;
    }

    /** {@return its place among an application's policies: the lowest is evaluated first} */
    public int precedence() {
        return precedence;
    }

    /** {@return the life of the sessions that it opens; null for the application's} */
    public @Nullable Duration sessionDuration() {
        return sessionDuration;
    }

    /** {@return the rules of which at least one must match} */
    public List<Rule> include() {
        return include;
    }

    /** {@return the rules that must all match} */
    public List<Rule> require() {
        return require;
    }

    /** {@return the rules of which none may match} */
    public List<Rule> exclude() {
        return exclude;
    }

    /** {@return whether it can be evaluated with no credentials presented} */
    public boolean needsNoCredentials() {
        return needsNoCredentials;
    }

    /**
     * {@return whether it matches} A client address that cannot be read counts against the client: it is in the blocks
     * that keep it out, and in none that lets it in.
     *
     * @param token the service token that was presented and is valid; null where there is none
     * @param clientAddress the client's address as an IPv4 or IPv6 literal
     */
    public boolean matches(@Nullable ServiceToken token, String clientAddress) {
        boolean keepsOut = decision == PolicyDecision.DENY;
        return any(include, token, clientAddress, keepsOut)
                && all(require, token, clientAddress, keepsOut)
                && !any(exclude, token, clientAddress, !keepsOut);
    }

    // Plain loops: this runs for every request, and a stream would allocate.
    private static boolean any(List<Rule> rules, @Nullable ServiceToken token, String address, boolean ifUnreadable) {
        for (int i = 0; i < rules.size(); i++) {
            if (matches(rules.get(i), token, address, ifUnreadable)) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(List<Rule> rules, @Nullable ServiceToken token, String address, boolean ifUnreadable) {
        for (int i = 0; i < rules.size(); i++) {
            if (!matches(rules.get(i), token, address, ifUnreadable)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Rule rule, @Nullable ServiceToken token, String address, boolean ifUnreadable) {
        if (rule instanceof Rule.AnyValidServiceToken) {
            return token != null;
        } else if (rule instanceof Rule.OneServiceToken one) {
            return token != null && one.tokenId().equals(token.id());
        } else if (rule instanceof Rule.Ip ip) {
            return ip.block().contains(address) || (ifUnreadable && !CidrBlock.isAddress(address));
        }
        return rule instanceof Rule.Everyone;
    }

    /** Collects a policy's members. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final PolicyDecision decision;
        private @Nullable UUID id;
        private int precedence = 1;
        private @Nullable Duration sessionDuration;
        private final List<Rule> include = new ArrayList<>();
        private final List<Rule> require = new ArrayList<>();
        private final List<Rule> exclude = new ArrayList<>();

        private Builder(String name, PolicyDecision decision) {
            this.name = name;
            this.decision = decision;
        }

        /** Sets the id; without it, name and precedence give one. */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /** Sets its place, 1 or more: the lowest is evaluated first; 1 by default. */
        public Builder precedence(int precedence) {
            this.precedence = precedence;
            return this;
        }

        /** Sets the life of the sessions that it opens; null for the application's. */
        public Builder sessionDuration(@Nullable Duration sessionDuration) {
            this.sessionDuration = sessionDuration;
            return this;
        }

        /** Adds a rule of which at least one must match. */
        public Builder include(Rule rule) {
            include.add(rule);
            return this;
        }

        /** Adds a rule that must match. */
        public Builder require(Rule rule) {
            require.add(rule);
            return this;
        }

        /** Adds a rule that must not match. */
        public Builder exclude(Rule rule) {
            exclude.add(rule);
            return this;
        }

        /**
         * {@return the policy}
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
         */
        public Policy build() {
            Faults faults = new Faults();
            if (name.isBlank() || name.length() > 255) {
                faults.add("/name", "must be 1 to 255 characters and not blank");
            }
            if (precedence < 1) {
                faults.add("/precedence", "must be 1 or more, not " + precedence);
            }
            if (include.isEmpty()) {
                faults.add("/include", "must hold at least one rule: with none, the policy would match nobody");
            }
            if (sessionDuration != null && !Organization.isSessionDuration(sessionDuration)) {
                faults.add("/session_duration", "must be 0s, for no session, or 1s to 87600h");
            }
            checkRules(faults, "/include", include);
            checkRules(faults, "/require", require);
            checkRules(faults, "/exclude", exclude);
            faults.throwIfAny("policy " + name);
            return new Policy(this);
        }

        private void checkRules(Faults faults, String pointer, List<Rule> rules) {
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                String place = pointer + "/" + i + "/" + rule.type();
                if (rule instanceof Rule.Unevaluated && decision != PolicyDecision.ALLOW) {
                    faults.add(place, "a rule that cannot be evaluated, in a policy where it would count");
                } else if (decision == PolicyDecision.BYPASS && !rule.needsNoCredentials()) {
                    faults.add(place, "needs credentials, which a bypass policy does not ask for");
                }
            }
        }
    }
}
