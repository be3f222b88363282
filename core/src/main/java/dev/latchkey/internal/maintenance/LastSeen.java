package dev.latchkey.internal.maintenance;

import dev.latchkey.store.WritableStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The recent uses of service tokens that are not in the store yet. Recording a use takes no lock and, except for the
 * first one in a while, allocates nothing. Thread-safe.
 */
final class LastSeen {

    /** Uses that follow a recorded one so soon are ignored; the values are used with a granularity of days. */
    private static final long FINENESS_MILLIS = 1_000;

    /** The maximum number of tokens; further ones are not recorded until a write makes room. */
    private static final int MOST_TOKENS = 100_000;

    /** A use that is further in the future was recorded while the clock was ahead. */
    private static final long AHEAD_MILLIS = 60_000;

    /** Marks an entry that was removed from the map, for threads that still hold it. */
    private static final long GONE = -1;

    /** A token's last use in milliseconds since 1970, and which of that is in the store. */
    private static final class Moment extends AtomicLong {

        private static final long serialVersionUID = 1L;

        private volatile long written;

        Moment(long millis) {
            super(millis);
        }
    }

    private final Map<UUID, Moment> moments = new ConcurrentHashMap<>();

    /** Records a use; returns whether a write is due, because there is something new or no room. */
    boolean note(UUID tokenId, long nowMillis) {
        while (true) {
            Moment moment = moments.get(tokenId);
            if (moment == null) {
                if (moments.size() >= MOST_TOKENS) {
                    return true;
                }
                moment = moments.putIfAbsent(tokenId, new Moment(nowMillis));
                if (moment == null) {
                    return true;
                }
            }
            long last = moment.get();
            if (last == GONE) {
                moments.remove(tokenId, moment);
            } else if (!isNew(last, nowMillis)) {
                return false;
            } else if (moment.compareAndSet(last, nowMillis)) {
                return true;
            }
        }
    }

    private static boolean isNew(long last, long nowMillis) {
        return nowMillis - last >= FINENESS_MILLIS || last - nowMillis > AHEAD_MILLIS;
    }

    /**
     * Returns the last recorded use of a service token in milliseconds since 1970, or {@code Long.MIN_VALUE}. Older
     * uses are in the store.
     */
    long lastUse(UUID tokenId) {
        Moment moment = moments.get(tokenId);
        long last = moment == null ? GONE : moment.get();
        return last == GONE ? Long.MIN_VALUE : last;
    }

    /**
     * Writes all new uses in one batch and drops those that were written before.
     *
     * @throws Exception if the store fails; the uses are kept for the next attempt
     */
    void writeTo(WritableStore store) throws Exception {
        Map<UUID, Instant> batch = new HashMap<>();
        moments.forEach((id, moment) -> {
            long last = moment.get();
            if (last != moment.written && last != GONE) {
                batch.put(id, Instant.ofEpochMilli(last));
            }
        });
        if (!batch.isEmpty()) {
            store.recordLastSeen(batch);
        }
        moments.forEach((id, moment) -> {
            Instant written = batch.get(id);
            if (written != null) {
                moment.written = written.toEpochMilli();
            } else {
                forget(id, moment);
            }
        });
    }

    private void forget(UUID id, Moment moment) {
        long last = moment.get();
        if (last == moment.written && moment.compareAndSet(last, GONE)) {
            moments.remove(id, moment);
        }
    }
}
