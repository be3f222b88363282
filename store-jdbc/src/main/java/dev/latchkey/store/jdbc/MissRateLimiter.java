package dev.latchkey.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits database queries for Client IDs that this node has never seen, so that a flood of made-up IDs does not become
 * a flood of queries. Unused capacity expires after a second. Thread-safe; takes no lock.
 */
final class MissRateLimiter {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long costNanos;
    private final LongSupplier nanos;

    /** The time up to which the capacity is used. */
    private final AtomicLong spentUntil;

    /**
     * Creates a limiter.
     *
     * @param perSecond the number of queries, at least 1
     * @param nanos a monotonic clock in nanoseconds
     */
    MissRateLimiter(int perSecond, LongSupplier nanos) {
        this.costNanos = SECOND / perSecond;
        this.nanos = nanos;
        this.spentUntil = new AtomicLong(nanos.getAsLong());
    }

    /** Returns whether another query is permitted, and counts it. */
    boolean spend() {
        long now = nanos.getAsLong();
        while (true) {
            long spent = spentUntil.get();
            // Compared by difference, as the clock may overflow.
            long from = spent - now > 0 ? spent : now;
            if (from + costNanos - now > SECOND) {
                return false;
            } else if (spentUntil.compareAndSet(spent, from + costNanos)) {
                return true;
            }
        }
    }
}
