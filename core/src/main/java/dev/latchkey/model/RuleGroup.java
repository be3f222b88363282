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
 */
public final class RuleGroup {

    private final UUID id;
    private final String name;
    private final List<Rule> include;
    private final List<Rule> require;
    private final List<Rule> exclude;
    private final Map<String, @Nullable Object> asWritten;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant updatedAt;

    private RuleGroup(Builder from) {
        this.name = from.name;
        this.id = from.id == null ? idOf(name) : from.id;
        this.include = List.copyOf(from.include);
        this.require = List.copyOf(from.require);
        this.exclude = List.copyOf(from.exclude);
        this.asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.createdAt = from.createdAt;
        this.updatedAt = from.updatedAt;
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

    /** Returns the ID, by which rules refer to the group. */
    public UUID id() {
        return id;
    }

    /** Returns the display name. */
    public String name() {
        return name;
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
     * {@code 10.1.2.3} instead of {@code 10.1.2.3/32}. Entries whose value has changed have no effect.
     */
    public Map<String, @Nullable Object> asWritten() {
        return asWritten;
    }

    /** Returns the time of creation; null if unknown. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** Returns the time of the last change; null if unknown. */
    public @Nullable Instant updatedAt() {
        return updatedAt;
    }

    /** Returns all rules: include, require, exclude. */
    public Stream<Rule> rules() {
        return Stream.of(include, require, exclude).flatMap(List::stream);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RuleGroup that
                        && id.equals(that.id)
                        && name.equals(that.name)
                        && include.equals(that.include)
                        && require.equals(that.require)
                        && exclude.equals(that.exclude)
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
            Faults faults = new Faults();
            DisplayName.check(name, faults);
            if (include.isEmpty()) {
                faults.add("/include", "must contain at least one rule");
            }
            faults.throwIfAny("group " + name);
            return new RuleGroup(this);
        }
    }
}
