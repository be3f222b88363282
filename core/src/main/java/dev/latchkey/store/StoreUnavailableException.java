package dev.latchkey.store;

/**
 * The store cannot be read or written to. Nothing was changed, unless the cause says that the outcome is unknown. Its
 * cause is what the store threw; the message does not repeat the cause's, which may quote a row or a URL.
 */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Wraps what a store threw. */
    public StoreUnavailableException(Throwable cause) {
        super("the store cannot be read or written to: " + cause.getClass().getName(), cause);
    }
}
