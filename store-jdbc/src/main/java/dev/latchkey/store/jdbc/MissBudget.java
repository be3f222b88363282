package dev.latchkey.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many queries a second may be spent on client ids that this node has never met: a flood of made-up ones must not
 * become a flood of queries. What was not used within a second is lost. Thread-safe; takes no lock.
 */
final class MissBudget {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long costNanos;
    private final LongSupplier nanos;

    /** Until when the budget is spent, were it to be spent evenly. */
    private final AtomicLong spentUntil;

    /**
     * @param perSecond how many, 1 or more
     * @param nanos a clock that only goes forward, in nanoseconds
     */
    MissBudget(int perSecond, LongSupplier nanos) {
        this.costNanos = SECOND / perSecond;
        this.nanos = nanos;
        this.spentUntil = new AtomicLong(nanos.getAsLong());
    }

    /** {@return whether one more may be spent now} */
    boolean spend() {
        long now = nanos.getAsLong();
        while (true) {
            long spent = spentUntil.get();
            // Differences, as such a clock may begin anywhere and run over.
            long from = spent - now > 0 ? spent : now;
            if (from + costNanos - now > SECOND) {
                return false;
            } else if (spentUntil.compareAndSet(spent, from + costNanos)) {
                return true;
            }
        }
    }
}
