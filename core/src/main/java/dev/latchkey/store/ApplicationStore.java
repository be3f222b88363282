package dev.latchkey.store;

/** Provides the applications and the organization. Implementations must be thread-safe. */
@FunctionalInterface
public interface ApplicationStore {

    /**
     * Returns the current configuration. It is called on each request, so it must answer from memory. It must return
     * the same object until something changes, because the gate prepares each new object.
     *
     * @throws Exception if the configuration is unavailable; the request gets 503
     */
    AccessConfiguration configuration() throws Exception;
}
