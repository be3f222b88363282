package dev.latchkey.upkeep;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Tells when some time is over. Thread-safe. */
@FunctionalInterface
public interface Delays {

    /**
     * Runs {@code then} once {@code delay} is over, on a thread that is not to be kept waiting.
     *
     * @return what calls it off; nothing is left behind then
     */
    Runnable after(Duration delay, Runnable then);

    /** {@return the JDK's own, whose one thread all of a process shares} */
    static Delays ofPlatform() {
        return (delay, then) -> {
            CompletableFuture<Void> timer = new CompletableFuture<>();
            CompletableFuture<Void> told = timer.thenRun(then);
            timer.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> {
                told.cancel(false);
                // This one takes it off the platform's list as well.
                timer.cancel(false);
            };
        };
    }
}
