package dev.latchkey.internal.session;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread do some work at a time, and gives its result to all others that ask meanwhile. They wait for a
 * limited time, without a lock. Thread-safe.
 */
final class SingleFlight<T> {

    private final AtomicReference<@Nullable CompletableFuture<T>> running = new AtomicReference<>();
    private final Duration limit;

    SingleFlight(Duration limit) {
        this.limit = limit;
    }

    /**
     * Returns the result of {@code work}, or of the same work in another thread.
     *
     * @throws Exception what the work threw, or a TimeoutException if the other thread takes too long
     */
    T join(Callable<? extends T> work) throws Exception {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> others = running.compareAndExchange(null, mine);
        if (others != null) {
            return await(others);
        }
        try {
            T result = work.call();
            mine.complete(result);
            return result;
        } catch (Throwable failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            running.set(null);
        }
    }

    private T await(CompletableFuture<T> others) throws Exception {
        try {
            return others.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            // Wrapped, as the stack trace belongs to the other thread.
            throw new IllegalStateException("another thread failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }
}
