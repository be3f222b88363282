package dev.latchkey.internal.session;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time do some work, and gives its result to all that asked meanwhile. They wait for a future and
 * no longer than a limit: no lock is held. Thread-safe.
 */
final class SingleFlight<T> {

    private final AtomicReference<@Nullable CompletableFuture<T>> running = new AtomicReference<>();
    private final Duration limit;

    SingleFlight(Duration limit) {
        this.limit = limit;
    }

    /**
     * {@return the result of {@code work}, or of the same work done by another thread meanwhile}
     *
     * @throws Exception what the work threw, or, where another does it and takes too long, a TimeoutException
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
            // As a cause, not itself: one exception thrown by many threads would tell of the wrong one.
            throw new IllegalStateException("another thread tried, and failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }
}
