package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy of an application (request contract, section 7). It matches if at least one {@code include} rule, every
 * {@code require} rule and no {@code exclude} rule matches. Immutable.
 *
 * @param id the ID
 * @param name the display name
 * @param decision what the policy does with a request that it matches
 * @param precedence the precedence within an application, 1 or more; the lowest is evaluated first
 * @param sessionDuration the lifetime of the sessions that the policy opens; null for the application's
 * @param include the rules of which at least one must match
 * @param require the rules that must all match
 * @param exclude the rules of which none may match
 * @param asWritten members as they were written, by name, if that differs from the normal form of their value, such as
 *     {@code 60m} instead of {@code 1h}. Members whose value has changed have no effect.
 * @param otherMembers the members without a meaning here, which are kept as they were written
 * @param createdAt the time of creation; null if unknown
 * @param updatedAt the time of the last change; null if unknown
 */
public record Policy(
        UUID id,
        String name,
        Decision decision,
        int precedence,
        @Nullable Duration sessionDuration,
        List<Rule> include,
        List<Rule> require,
        List<Rule> exclude,
        Map<String, @Nullable Object> asWritten,
        Map<String, @Nullable Object> otherMembers,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /**
     * Checks the policy.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
     */
    public Policy {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(decision, "decision");
        include = List.copyOf(include);
        require = List.copyOf(require);
        exclude = List.copyOf(exclude);
        asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(asWritten));
        otherMembers = Collections.unmodifiableMap(new LinkedHashMap<>(otherMembers));
        Faults faults = new Faults();
        if (name.isBlank() || name.length() > 255) {
            faults.add("/name", "must be 1 to 255 characters and not blank");
        }
        if (precedence < 1) {
            faults.add("/precedence", "must be 1 or more, not " + precedence);
        }
        if (include.isEmpty()) {
            faults.add("/include", "must contain at least one rule");
        }
        if (sessionDuration != null && !Organization.isSessionDuration(sessionDuration)) {
            faults.add("/session_duration", "must be 0s, for no session, or 1s to 87600h");
        }
        checkRules(faults, "/include", include, decision);
        checkRules(faults, "/require", require, decision);
        checkRules(faults, "/exclude", exclude, decision);
        faults.checkMoment("/created_at", createdAt);
        faults.checkMoment("/updated_at", updatedAt);
        faults.throwIfAny("policy " + name);
    }

    private static void checkRules(Faults faults, String pointer, List<Rule> rules, Decision decision) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            // Of a rule that cannot be evaluated the type is any text, so it is escaped (RFC 6901, section 3).
            String place =
                    pointer + "/" + i + "/" + rule.type().replace("~", "~0").replace("/", "~1");
            if (rule instanceof Rule.Unevaluated && decision != Decision.ALLOW) {
                faults.add(place, "is a rule that cannot be evaluated; only allow policies may contain one");
            } else if (decision == Decision.BYPASS && rule.needsCredentials()) {
                faults.add(place, "needs credentials, which a bypass policy does not ask for");
            }
        }
    }

    /** Creates a builder of a policy with this display name and decision. */
    public static Builder builder(String name, Decision decision) {
        return new Builder(name, decision);
    }

    /** Returns a policy that admits any valid service token. */
    public static Policy anyValidServiceToken() {
        return builder("any valid service token", Decision.NON_IDENTITY)
                .include(new Rule.AnyValidServiceToken())
                .build();
    }

    private static UUID idOf(String name, int precedence) {
        return UUID.nameUUIDFromBytes(("latchkey:policy:" + precedence + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a builder with all values of this policy. */
    public Builder toBuilder() {
        Builder builder = new Builder(name, decision);
        builder.id = id;
        builder.precedence = precedence;
        builder.sessionDuration = sessionDuration;
        builder.include.addAll(include);
        builder.require.addAll(require);
        builder.exclude.addAll(exclude);
        builder.asWritten = asWritten;
        builder.otherMembers = otherMembers;
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        return builder;
    }

    /** Returns whether both policies are equal, except for ID, precedence and times. */
    public boolean saysTheSameAs(Policy other) {
        return name.equals(other.name)
                && decision == other.decision
                && Objects.equals(sessionDuration, other.sessionDuration)
                && include.equals(other.include)
                && require.equals(other.require)
                && exclude.equals(other.exclude)
                && otherMembers.equals(other.otherMembers);
    }

    @Override
    public String toString() {
        return "Policy[id=" + id + ", name=" + name + ", decision=" + decision + "]";
    }

    /** Returns all rules: include, require, exclude. */
    public Stream<Rule> rules() {
        return Stream.of(include, require, exclude).flatMap(List::stream);
    }

    /** Builds a policy. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final Decision decision;
        private @Nullable UUID id;
        private int precedence = 1;
        private @Nullable Duration sessionDuration;
        private final List<Rule> include = new ArrayList<>();
        private final List<Rule> require = new ArrayList<>();
        private final List<Rule> exclude = new ArrayList<>();
        private Map<String, @Nullable Object> asWritten = Map.of();
        private Map<String, @Nullable Object> otherMembers = Map.of();
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String name, Decision decision) {
            this.name = name;
            this.decision = decision;
        }

        /** Sets the ID; by default, it is derived from name and precedence. */
        public Builder id(UUID id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Sets the precedence, 1 or more; the lowest is evaluated first. 1 by default. */
        public Builder precedence(int precedence) {
            this.precedence = precedence;
            return this;
        }

        /** Sets the lifetime of the sessions that the policy opens; null for the application's. */
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

        /** Sets members as they were written, by name, so that they are returned in that form; empty by default. */
        public Builder asWritten(Map<String, @Nullable Object> asWritten) {
            this.asWritten = Objects.requireNonNull(asWritten, "asWritten");
            return this;
        }

        /** Sets the members without a meaning here, which are kept, as plain maps, lists and values. */
        public Builder otherMembers(Map<String, @Nullable Object> members) {
            this.otherMembers = Objects.requireNonNull(members, "members");
            return this;
        }

        /** Sets the time of creation. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets the time of the last change. */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
         */
        public Policy build() {
            return new Policy(
                    id == null ? idOf(name, precedence) : id,
                    name,
                    decision,
                    precedence,
                    sessionDuration,
                    include,
                    require,
                    exclude,
                    asWritten,
                    otherMembers,
                    createdAt,
                    updatedAt);
        }
    }

    /** What a policy does with a request that it matches (request contract, section 7). */
    public enum Decision {
        /** Admits a valid service token; shown as "Service Auth". */
        NON_IDENTITY,
        /** Passes the request on, without credentials. */
        BYPASS,
        /** Answers 403. */
        DENY,
        /** Has no effect: it is for people with an identity provider, and only stored and returned. */
        ALLOW;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word for this decision in JSON. */
        public String word() {
            return word;
        }
    }
}
