package dev.latchkey.internal.file;

import dev.latchkey.internal.store.ServiceTokenUsage;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a usage file. Immutable.
 *
 * @param since since when uses are recorded without a gap; null if unknown
 * @param byToken the usage of each service token by its ID
 */
record UsageRecords(@Nullable Instant since, Map<UUID, ServiceTokenUsage> byToken) {

    /** No known usage. */
    static final UsageRecords NONE = new UsageRecords(null, Map.of());

    /** Copies the map. */
    UsageRecords {
        byToken = Map.copyOf(byToken);
    }

    /** Returns the usage of a service token. */
    ServiceTokenUsage of(UUID id) {
        return byToken.getOrDefault(id, ServiceTokenUsage.NONE);
    }

    /** Returns a copy that is recorded since {@code moment}, or this object if that is known already. */
    UsageRecords since(Instant moment) {
        return since == null ? new UsageRecords(moment, byToken) : this;
    }

    /** Returns a copy with {@code replacement}, or this object if nothing changes. */
    UsageRecords with(Map<UUID, ServiceTokenUsage> replacement) {
        return replacement.equals(byToken) ? this : new UsageRecords(since, replacement);
    }
}
