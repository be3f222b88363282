package dev.latchkey;

/** A store or the keys cannot be reached: broken, which is never the same outcome as wrong. */
final class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    StoreException(Throwable cause) {
        super(cause);
    }

    /** Something that asks a store. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws Exception;
    }

    /** {@return the answer} Whatever a store throws, an unchecked exception included, means that it is broken. */
    static <T> T asking(Question<T> question) throws StoreException {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // An error of these kinds is the store's own, and its message would end up in the container's error page.
            throw new StoreException(e);
        }
    }
}
