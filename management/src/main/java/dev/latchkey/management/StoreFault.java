package dev.latchkey.management;

import dev.latchkey.configuration.ConfigurationException;

/** The store cannot be reached or written to: broken, which is never the same outcome as wrong. */
final class StoreFault extends Exception {

    private static final long serialVersionUID = 1L;

    private StoreFault(Throwable cause) {
        super(cause);
    }

    /** Something that is asked of the store. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws Exception;
    }

    /**
     * {@return the answer}
     *
     * @throws ConfigurationException if what was asked for is refused
     * @throws StoreFault if anything else is thrown, unchecked or not: that is the store's own
     */
    static <T> T asking(Question<T> question) throws StoreFault {
        try {
            return question.ask();
        } catch (ConfigurationException refused) {
            throw refused;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFault(e);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new StoreFault(e);
        }
    }
}
