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
 *
 * @param id the ID, by which rules refer to the list
 * @param name the display name
 * @param description what the list is for; null if unknown
 * @param entries the entries in their order
 * @param asWritten members as they were written, by name, if that differs from the normal form of their value, such as
 *     {@code 10.1.2.3} instead of {@code 10.1.2.3/32}. Members whose value has changed have no effect.
 * @param createdAt the time of creation; null if unknown
 * @param updatedAt the time of the last change; null if unknown
 */
public record IpList(
        UUID id,
        String name,
        @Nullable String description,
        List<Entry> entries,
        Map<String, @Nullable Object> asWritten,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    private static final int LONGEST_DESCRIPTION = 1_000;

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

    /**
     * Checks the list.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member
     */
    public IpList {
        Objects.requireNonNull(id, "id");
        entries = List.copyOf(entries);
        asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(asWritten));
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
        faults.checkMoment("/created_at", createdAt);
        faults.checkMoment("/updated_at", updatedAt);
        faults.throwIfAny("IP list " + name);
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

    /** Returns the addresses. */
    public List<CidrBlock> blocks() {
        return entries.stream().map(Entry::block).toList();
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
            return new IpList(
                    id == null ? idOf(name) : id, name, description, entries, asWritten, createdAt, updatedAt);
        }
    }
}
