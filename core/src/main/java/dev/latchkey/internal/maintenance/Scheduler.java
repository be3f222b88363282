package dev.latchkey.internal.maintenance;

import java.time.Duration;

/** Runs actions after a delay. Thread-safe. */
@FunctionalInterface
public interface Scheduler {

    /**
     * Runs {@code then} after {@code delay} on a thread that must not be blocked.
     *
     * @return cancels the action and releases it
     */
    Runnable after(Duration delay, Runnable then);
}
