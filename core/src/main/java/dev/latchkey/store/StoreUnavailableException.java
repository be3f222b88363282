package dev.latchkey.store;

/**
 * The store cannot be read or written. Nothing was changed, unless the cause says that the outcome is unknown. The
 * message does not repeat the cause's message, which may contain a row or a URL.
 */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Wraps a store's exception. */
    public StoreUnavailableException(Throwable cause) {
        super("the store cannot be read or written: " + cause.getClass().getName(), cause);
    }
}
