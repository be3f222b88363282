package dev.latchkey.store;

/** Where applications and the organization are found. Thread-safe. */
@FunctionalInterface
public interface ApplicationStore {

    /**
     * Returns what is in force now. Asked on each request, so it must answer from memory. As long as nothing changed
     * it returns the same object: the gate prepares a configuration for use whenever it meets a new one.
     *
     * @throws Exception if it cannot be known now; the request is answered 503
     */
    AccessConfiguration configuration() throws Exception;
}
