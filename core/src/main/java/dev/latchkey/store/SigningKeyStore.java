package dev.latchkey.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where signing keys are kept. Thread-safe. */
public interface SigningKeyStore {

    /**
     * Returns the keys, the newest first; empty before the first was made. Asked on each request, so it must answer
     * from memory. As long as nothing changed it returns the same object.
     *
     * @throws Exception if they cannot be known now; the request is answered 503
     */
    List<StoredSigningKey> signingKeys() throws Exception;

    /**
     * Checks that the store can serve a gate, when one is built. A store that can already tell that it will not be able
     * to keep the first signing key must say so here: later, each request would be answered 503. Does nothing unless
     * overridden.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if there is no signing key and none can be kept; names
     *     what is in the way and the remedy
     */
    default void checkReady() {}

    /**
     * Looks for keys that another process made, now: asked when an application token names a key that
     * {@link #signingKeys} does not have, once a second at most. A request waits for it, so it must end within a second
     * or so.
     *
     * @return whether {@link #signingKeys} may answer otherwise than before; false, as it is unless overridden, from a
     *     store that never learns late of a key
     * @throws Exception if that cannot be known now; the request is answered 503
     */
    default boolean refreshSigningKeys() throws Exception {
        return false;
    }

    /**
     * Replaces all keys, provided that nobody else did so first. The keys are kept before it returns.
     *
     * @param expectedNewest the {@code kid} of the newest key that the caller knows; null for no key at all
     * @param keys the keys to keep, the newest first
     * @return what is kept now: {@code keys}, or, if another was first, that one's
     * @throws Exception if they cannot be kept
     */
    List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
            throws Exception;
}
