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
import org.jspecify.annotations.Nullable;

/**
 * A named list of client addresses, for rules of type {@code ip_list} (request contract, section 7). It may be empty;
 * then it matches nobody. Immutable.
 */
public final class IpList {

    private static final int LONGEST_DESCRIPTION = 1_000;

    private final UUID id;
    private final String name;
    private final @Nullable String description;
    private final List<Entry> entries;
    private final Map<String, @Nullable Object> asWritten;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant updatedAt;

    /**
     * One entry of a list. Immutable.
     *
     * @param block the addresses
     * @param description what they are; null for none
     */
    public record Entry(CidrBlock block, @Nullable String description) {

        /** Rejects a null block. */
        public Entry {
            Objects.requireNonNull(block, "block");
        }
    }

    private IpList(Builder from) {
        this.name = from.name;
        this.id = from.id == null ? idOf(name) : from.id;
        this.description = from.description;
        this.entries = List.copyOf(from.entries);
        this.asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.createdAt = from.createdAt;
        this.updatedAt = from.updatedAt;
    }

    /** Creates a builder of a list with this display name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    private static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(("latchkey:ip_list:" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a builder with all values of this list. */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.id = id;
        builder.description = description;
        builder.entries.addAll(entries);
        builder.asWritten = asWritten;
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        return builder;
    }

    /** Returns the ID, by which rules refer to the list. */
    public UUID id() {
        return id;
    }

    /** Returns the display name. */
    public String name() {
        return name;
    }

    /** Returns what the list is for; null if unknown. */
    public @Nullable String description() {
        return description;
    }

    /** Returns the entries in their order. */
    public List<Entry> entries() {
        return entries;
    }

    /** Returns the addresses. */
    public List<CidrBlock> blocks() {
        return entries.stream().map(Entry::block).toList();
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

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof IpList that
                        && id.equals(that.id)
                        && name.equals(that.name)
                        && Objects.equals(description, that.description)
                        && entries.equals(that.entries)
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
        return "IpList[id=" + id + ", name=" + name + "]";
    }

    /** Builds a list. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private @Nullable UUID id;
        private @Nullable String description;
        private final List<Entry> entries = new ArrayList<>();
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

        /** Sets what the list is for, up to 1,000 characters; null for nothing. */
        public Builder description(@Nullable String description) {
            this.description = description;
            return this;
        }

        /** Adds addresses. */
        public Builder block(CidrBlock block) {
            entries.add(new Entry(block, null));
            return this;
        }

        /** Replaces all entries. */
        public Builder entries(List<Entry> entries) {
            this.entries.clear();
            this.entries.addAll(entries);
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
         * Builds the list.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member
         */
        public IpList build() {
            Faults faults = new Faults();
            DisplayName.check(name, faults);
            if (description != null && description.length() > LONGEST_DESCRIPTION) {
                faults.add("/description", "must be at most 1,000 characters");
            }
            for (int i = 0; i < entries.size(); i++) {
                String text = entries.get(i).description();
                if (text != null && text.length() > LONGEST_DESCRIPTION) {
                    faults.add("/ips/" + i + "/description", "must be at most 1,000 characters");
                }
            }
            faults.throwIfAny("IP list " + name);
            return new IpList(this);
        }
    }
}
