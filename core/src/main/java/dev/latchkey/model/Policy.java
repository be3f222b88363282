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
 */
public final class Policy {

    private final UUID id;
    private final String name;
    private final Decision decision;
    private final int precedence;
    private final @Nullable Duration sessionDuration;
    private final List<Rule> include;
    private final List<Rule> require;
    private final List<Rule> exclude;
    private final Map<String, @Nullable Object> asWritten;
    private final Map<String, @Nullable Object> otherMembers;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant updatedAt;

    private Policy(Builder from) {
        this.name = from.name;
        this.decision = from.decision;
        this.precedence = from.precedence;
        this.sessionDuration = from.sessionDuration;
        this.include = List.copyOf(from.include);
        this.require = List.copyOf(from.require);
        this.exclude = List.copyOf(from.exclude);
        this.id = from.id == null ? idOf(name, precedence) : from.id;
        this.asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.otherMembers = Collections.unmodifiableMap(new LinkedHashMap<>(from.otherMembers));
        this.createdAt = from.createdAt;
        this.updatedAt = from.updatedAt;
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

    /** Returns the ID. */
    public UUID id() {
        return id;
    }

    /** Returns the display name. */
    public String name() {
        return name;
    }

    /** Returns what the policy does with a request that it matches. */
    public Decision decision() {
        return decision;
    }

    /** Returns the precedence within an application; the lowest is evaluated first. */
    public int precedence() {
        return precedence;
    }

    /** Returns the lifetime of the sessions that the policy opens; null for the application's. */
    public @Nullable Duration sessionDuration() {
        return sessionDuration;
    }

    /** Returns the rules of which at least one must match. */
    public List<Rule> include() {
        return include;
    }

    /** Returns the rules that must all match. */
    public List<Rule> require() {
        return require;
    }

    /** Returns the rules of which none may match. */
    public List<Rule> exclude() {
        return exclude;
    }

    /**
     * Returns members as they were written, by name, if that differs from the normal form of their value, such as
     * {@code 60m} instead of {@code 1h}. Entries whose value has changed have no effect.
     */
    public Map<String, @Nullable Object> asWritten() {
        return asWritten;
    }

    /** Returns the members without a meaning here, which are kept as they were written. */
    public Map<String, @Nullable Object> otherMembers() {
        return otherMembers;
    }

    /** Returns the time of creation; null if unknown. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** Returns the time of the last change; null if unknown. */
    public @Nullable Instant updatedAt() {
        return updatedAt;
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
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Policy that
                        && id.equals(that.id)
                        && precedence == that.precedence
                        && saysTheSameAs(that)
                        && asWritten.equals(that.asWritten)
                        && Objects.equals(createdAt, that.createdAt)
                        && Objects.equals(updatedAt, that.updatedAt));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
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
            checkRules(faults, "/include", include);
            checkRules(faults, "/require", require);
            checkRules(faults, "/exclude", exclude);
            faults.throwIfAny("policy " + name);
            return new Policy(this);
        }

        private void checkRules(Faults faults, String pointer, List<Rule> rules) {
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

        /** Returns the decision with this word, or null. */
        public static @Nullable Decision ofWord(String word) {
            for (Decision each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            return null;
        }
    }
}
