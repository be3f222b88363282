package dev.latchkey.internal.maintenance;

import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the clock can be trusted with something irreversible: a clock that is briefly 400 days ahead must not
 * make all service tokens look unused.
 *
 * <p>The clock is trusted at once if the store shows that service tokens were used, created or changed within the day
 * before the start. Otherwise, and after each step of the clock, it must first run steadily for a day. Thread-safe, but
 * {@link #isTrusted} must be called by one thread at a time.
 */
final class ClockCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ClockCheck.class);

    /** A larger difference between clock and elapsed time is not drift: the clock was set, or the machine slept. */
    private static final Duration STEP = Duration.ofHours(1);

    private static final Duration STEADY = Duration.ofDays(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Instant start;
    private Instant since;
    private long sinceNanos;
    private volatile boolean compared;
    private volatile boolean trusted;

    /**
     * Starts to observe the clock.
     *
     * @param clock the clock
     * @param nanos elapsed time in nanoseconds, which cannot be set
     */
    ClockCheck(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.start = clock.instant();
        this.since = start;
        this.sinceNanos = nanos.getAsLong();
    }

    /**
     * Compares the clock with the store once. It must be called before the uses of this gate are written, as they
     * replace the older uses that confirm the clock.
     *
     * @throws Exception if the store fails
     */
    void compareWith(WritableStore store) throws Exception {
        if (!compared) {
            trusted = unusedSince(store, start) > unusedSince(store, start.minus(STEADY));
            compared = true;
        }
    }

    private static long unusedSince(WritableStore store, Instant moment) throws Exception {
        return store.serviceTokens(
                        ServiceTokenQuery.builder().unusedSince(moment).build().page(0, 1))
                .totalCount();
    }

    /** Returns whether the clock can be trusted now. A step of the clock is logged. */
    boolean isTrusted() {
        Instant now = clock.instant();
        long nowNanos = nanos.getAsLong();
        Duration elapsed = Duration.ofNanos(nowNanos - sinceNanos);
        Duration step = Duration.between(since, now).minus(elapsed);
        if (step.abs().compareTo(STEP) > 0) {
            LOG.warn(
                    "the clock moved by {} h; unused service tokens are not retired until it has run steadily for {} h",
                    step.toHours(),
                    STEADY.toHours());
            since = now;
            sinceNanos = nowNanos;
            trusted = false;
        } else if (!trusted && elapsed.compareTo(STEADY) >= 0) {
            trusted = true;
        }
        return trusted;
    }
}
