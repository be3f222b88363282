package dev.latchkey.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the signing keys. Implementations must be thread-safe. */
public interface SigningKeyStore {

    /**
     * Returns the keys, the newest first; empty if there is none yet. It is called on each request, so it must answer
     * from memory. It must return the same object until something changes.
     *
     * @throws Exception if the keys are unavailable; the request gets 503
     */
    List<StoredSigningKey> signingKeys() throws Exception;

    /**
     * Checks that the store can serve a gate. It is called when a gate is built, and must throw if the store cannot
     * store the first signing key, because each request would get 503. Does nothing by default.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if there is no signing key and none can be stored; with
     *     the cause and the remedy
     */
    default void checkReady() {}

    /**
     * Looks for keys that another process created. It is called at most once a second, if an application token names a
     * key that {@link #signingKeys} does not have. A request waits for it, so it must end within about a second.
     *
     * @return whether {@link #signingKeys} may have changed; false by default
     * @throws Exception if the store cannot answer; the request gets 503
     */
    default boolean refreshSigningKeys() throws Exception {
        return false;
    }

    /**
     * Replaces all keys, unless somebody else did so first. The method returns after the keys are stored.
     *
     * @param expectedNewest the {@code kid} of the newest key that the caller knows; null for none
     * @param keys the new keys, the newest first
     * @return the stored keys: {@code keys}, or those of somebody else who was first
     * @throws Exception if the keys cannot be stored
     */
    List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
            throws Exception;
}
