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
 * Tells whether the clock can be trusted with something that cannot be undone. A clock that is 400 days ahead for a moment
 * must not make every service token look unused.
 *
 * <p>The clock is trusted at once if the store shows that service tokens were used, made or changed within the day before
 * the start. Otherwise, and after each step of the clock, it must run steadily for a day. Thread-safe,
 * except that {@link #isTrusted} is called by one thread at a time.
 */
final class ClockCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ClockCheck.class);

    /** A difference between clock and elapsed time that is no drift: somebody set the clock, or the machine slept. */
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
     * @param clock the clock
     * @param nanos elapsed time in nanoseconds, which no one can set
     */
    ClockCheck(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.start = clock.instant();
        this.since = start;
        this.sinceNanos = nanos.getAsLong();
    }

    /**
     * Compares the clock with what the store knows, once. To be called before the uses that this gate noted get there: a
     * later use takes the place of the one that would speak for the clock.
     *
     * @throws Exception if the store cannot tell now
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

    /** {@return whether the clock can be trusted now} Where it cannot, the reason is logged. */
    boolean isTrusted() {
        Instant now = clock.instant();
        long nowNanos = nanos.getAsLong();
        Duration elapsed = Duration.ofNanos(nowNanos - sinceNanos);
        Duration step = Duration.between(since, now).minus(elapsed);
        if (step.abs().compareTo(STEP) > 0) {
            LOG.warn(
                    "the clock was moved by {} h; no unused service token is retired until it has run steadily for {} h",
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
