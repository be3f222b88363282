package dev.latchkey.internal.file;

import dev.latchkey.internal.store.ServiceTokenUsage;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a usage file holds. Immutable.
 *
 * @param since since when the uses of service tokens are recorded without a gap; null where the file does not say
 * @param byToken what is known of each service token, by its id
 */
record RecordedUse(@Nullable Instant since, Map<UUID, ServiceTokenUsage> byToken) {

    /** Nothing is known. */
    static final RecordedUse NONE = new RecordedUse(null, Map.of());

    /** Copies the map. */
    RecordedUse {
        byToken = Map.copyOf(byToken);
    }

    /** {@return what is known of the service token with that id} */
    ServiceTokenUsage of(UUID id) {
        return byToken.getOrDefault(id, ServiceTokenUsage.NONE);
    }

    /** {@return this, recorded since that moment; this object where it says since when} */
    RecordedUse since(Instant moment) {
        return since == null ? new RecordedUse(moment, byToken) : this;
    }

    /** {@return this with that of each service token; this object where that is no news} */
    RecordedUse with(Map<UUID, ServiceTokenUsage> replacement) {
        return replacement.equals(byToken) ? this : new RecordedUse(since, replacement);
    }
}
