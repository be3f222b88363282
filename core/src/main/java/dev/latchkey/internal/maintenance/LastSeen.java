package dev.latchkey.internal.maintenance;

import dev.latchkey.store.WritableStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When service tokens were last used, as far as that is not in the store yet. Thread-safe; noting a use takes no lock and,
 * but for the first in a while, allocates nothing.
 */
final class LastSeen {

    /** A use so soon after one that was noted is passed over: on it hangs nothing that is counted in days. */
    private static final long FINENESS_MILLIS = 1_000;

    /** More than that are not kept: those that come on top of them go unnoted until a write has made room. */
    private static final int MOST_TOKENS = 100_000;

    /** A use from further in the future was noted while the clock was ahead. */
    private static final long AHEAD_MILLIS = 60_000;

    /** Stands in a moment that was taken out of the map, for whoever got it just before. */
    private static final long GONE = -1;

    /** A token's last use, in milliseconds since 1970; and how much of that is in the store. */
    private static final class Moment extends AtomicLong {

        private static final long serialVersionUID = 1L;

        private volatile long written;

        Moment(long millis) {
            super(millis);
        }
    }

    private final Map<UUID, Moment> moments = new ConcurrentHashMap<>();

    /** {@return whether a write is called for: there is something new, or no room for it until something is written} */
    boolean note(UUID tokenId, long nowMillis) {
        Moment moment = moments.get(tokenId);
        return (moment == null || isNews(moment.get(), nowMillis)) && keep(tokenId, nowMillis);
    }

    private static boolean isNews(long last, long nowMillis) {
        return nowMillis - last >= FINENESS_MILLIS || last - nowMillis > AHEAD_MILLIS;
    }

    private boolean keep(UUID tokenId, long nowMillis) {
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
            if (last >= nowMillis && last - nowMillis <= AHEAD_MILLIS) {
                return false;
            } else if (last == GONE) {
                moments.remove(tokenId, moment);
            } else if (moment.compareAndSet(last, nowMillis)) {
                return true;
            }
        }
    }

    /**
     * {@return when that service token was last used as far as that is kept here, in milliseconds since 1970; {@code
     * Long.MIN_VALUE} where nothing is} What is not kept here any more is in the store.
     */
    long lastUse(UUID tokenId) {
        Moment moment = moments.get(tokenId);
        long last = moment == null ? GONE : moment.get();
        return last == GONE ? Long.MIN_VALUE : last;
    }

    /**
     * Writes all that is new, in one batch, and forgets what was written before.
     *
     * @throws Exception if the store cannot keep it; it is kept here for the next try
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
