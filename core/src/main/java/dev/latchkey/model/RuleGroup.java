package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named set of rules, for rules of type {@code group} (request contract, section 7). It matches like a policy, if at
 * least one {@code include} rule, every {@code require} rule and no {@code exclude} rule matches. Immutable.
 *
 * @param id the ID, by which rules refer to the group
 * @param name the display name
 * @param include the rules of which at least one must match
 * @param require the rules that must all match
 * @param exclude the rules of which none may match
 * @param asWritten members as they were written, by name, if that differs from the normal form of their value, such as
 *     {@code 10.1.2.3} instead of {@code 10.1.2.3/32}. Members whose value has changed have no effect.
 * @param createdAt the time of creation; null if unknown
 * @param updatedAt the time of the last change; null if unknown
 */
public record RuleGroup(
        UUID id,
        String name,
        List<Rule> include,
        List<Rule> require,
        List<Rule> exclude,
        Map<String, @Nullable Object> asWritten,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /**
     * Checks the group.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member
     */
    public RuleGroup {
        Objects.requireNonNull(id, "id");
        include = List.copyOf(include);
        require = List.copyOf(require);
        exclude = List.copyOf(exclude);
        asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(asWritten));
        Faults faults = new Faults();
        DisplayName.check(name, faults);
        if (include.isEmpty()) {
            faults.add("/include", "must contain at least one rule");
        }
        faults.checkMoment("/created_at", createdAt);
        faults.checkMoment("/updated_at", updatedAt);
        faults.throwIfAny("group " + name);
    }

    /** Creates a builder of a group with this display name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    private static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(("latchkey:group:" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a builder with all values of this group. */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.id = id;
        builder.include.addAll(include);
        builder.require.addAll(require);
        builder.exclude.addAll(exclude);
        builder.asWritten = asWritten;
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        return builder;
    }

    /** Returns all rules: include, require, exclude. */
    public Stream<Rule> rules() {
        return Stream.of(include, require, exclude).flatMap(List::stream);
    }

    @Override
    public String toString() {
        return "RuleGroup[id=" + id + ", name=" + name + "]";
    }

    /** Builds a group. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private @Nullable UUID id;
        private final List<Rule> include = new ArrayList<>();
        private final List<Rule> require = new ArrayList<>();
        private final List<Rule> exclude = new ArrayList<>();
        private Map<String, @Nullable Object> asWritten = Map.of();
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;

        private Builder(String name) {
            this.name = name;
        }

        /** Sets the ID; by default, it is derived from the name. */
        public Builder id(UUID id) {
            this.id = Objects.requireNonNull(id, "id");
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
         * Builds the group.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member
         */
        public RuleGroup build() {
            return new RuleGroup(
                    id == null ? idOf(name) : id, name, include, require, exclude, asWritten, createdAt, updatedAt);
        }
    }
}
