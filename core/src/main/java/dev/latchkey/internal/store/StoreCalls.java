package dev.latchkey.internal.store;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.StoreUnavailableException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls stores, which may throw anything. Stateless. */
public final class StoreCalls {

    private StoreCalls() {}

    /** What a caller's own function threw within a change. It says nothing about the store. */
    private static final class CallbackFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final RuntimeException failure;

        CallbackFailure(RuntimeException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /**
     * Reads a store. Whatever it throws means that it is unavailable.
     *
     * @throws StoreUnavailableException if the store throws anything
     */
    public static <T extends @Nullable Object> T read(Callable<T> call) {
        try {
            return call.call();
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // An error of these kinds is the store's own. Its message would end up in the container's error page.
            throw new StoreUnavailableException(e);
        }
    }

    /**
     * Changes a store.
     *
     * @throws ConfigurationException if the change is refused
     * @throws StoreUnavailableException if the store throws anything else
     * @throws RuntimeException from a {@link #callback}
     */
    public static <T extends @Nullable Object> T change(Callable<T> call) {
        try {
            return read(call);
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof ConfigurationException refused) {
                throw refused;
            } else if (e.getCause() instanceof CallbackFailure own) {
                throw own.failure;
            }
            throw e;
        }
    }

    /** Calls a function of the caller within a change. What it throws comes back from {@link #change} as it is. */
    public static <T extends @Nullable Object> T callback(Supplier<T> function) {
        try {
            return function.get();
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CallbackFailure(e);
        }
    }
}
