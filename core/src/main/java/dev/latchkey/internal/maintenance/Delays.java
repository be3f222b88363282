package dev.latchkey.internal.maintenance;

import java.time.Duration;

/** Tells when some time is over. Thread-safe. */
@FunctionalInterface
public interface Delays {

    /**
     * Runs {@code then} once {@code delay} is over, on a thread that is not to be kept waiting.
     *
     * @return what calls it off; nothing is left behind then
     */
    Runnable after(Duration delay, Runnable then);
}
