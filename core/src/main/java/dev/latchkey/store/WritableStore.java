package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be changed and searched. Implementations must be thread-safe.
 *
 * <p>Changes are serialized, in one process or in several: each is computed from the newest state.
 */
public interface WritableStore extends AccessStore {

    /**
     * Returns the service token with this ID and its {@code lastSeenAt}, or null.
     *
     * @throws Exception if the store cannot be read
     */
    @Nullable
    ServiceToken findById(UUID id) throws Exception;

    /**
     * Returns the service tokens that match, each with its {@code lastSeenAt}, in the order of their creation.
     *
     * @throws Exception if the store cannot be read
     */
    ServiceTokenQuery.Page serviceTokens(ServiceTokenQuery query) throws Exception;

    /**
     * Makes a change, completely or, if it throws, not at all. The method returns after the change is stored. It takes
     * effect with the next request; the store defines when other processes see it.
     *
     * @param change changes a draft of the newest state, on the calling thread. It may be called more than once, so it
     *     must have no other effect, and must not change the store itself
     * @param <R> the type of the result
     * @return the result of the last call of {@code change}
     * @throws dev.latchkey.configuration.ConfigurationException if {@code change} throws it, or the new state is
     *     inconsistent
     * @throws IllegalStateException if the store detects that this is called from within a change
     * @throws Exception from {@code change}, or if the store cannot be read or written
     */
    <R extends @Nullable Object> R change(Change<R> change) throws Exception;

    /**
     * Stores when service tokens were last used successfully. Ignores times before the stored one, and unknown service
     * tokens. It does not change {@code updatedAt}.
     *
     * @param lastSeen the times by service token ID
     * @throws IllegalStateException if the store detects that this is called from within a change
     * @throws Exception if the store cannot be written
     */
    void recordLastSeen(Map<UUID, Instant> lastSeen) throws Exception;

    /**
     * Returns since when this store has recorded uses with {@link #recordLastSeen} without a gap. A service token may
     * have been used before that time.
     *
     * <p>The time is stored together with the uses. A store that may have lost them returns the current time, and
     * stores it.
     *
     * @throws IllegalStateException if the store detects that this is called from within a change
     * @throws Exception if the time cannot be read or stored
     */
    Instant usesRecordedSince() throws Exception;

    /**
     * Claims the expiry notice of a service token, so that it is sent only once, even after restarts.
     *
     * @param tokenId the ID of the service token
     * @param expiresAt the announced expiry; a new expiry needs a new notice
     * @return whether this call is the first for this token and expiry; false for an unknown service token
     * @throws IllegalStateException if the store detects that this is called from within a change
     * @throws Exception if the store cannot be written
     */
    boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws Exception;

    /** A change of a store's content. */
    @FunctionalInterface
    interface Change<R extends @Nullable Object> {

        /**
         * Applies the change.
         *
         * @param draft the newest state, which this method changes; invalid afterwards
         * @return the result
         * @throws Exception to cancel the change
         */
        R apply(Draft draft) throws Exception;
    }

    /** The newest state of a store, with the changes made so far. Not thread-safe. */
    interface Draft {

        /**
         * Returns the configuration.
         *
         * @throws Exception if the store cannot be read
         */
        AccessConfiguration configuration() throws Exception;

        /**
         * Returns the service token with this ID and its {@code lastSeenAt}, or null.
         *
         * @throws Exception if the store cannot be read
         */
        @Nullable
        ServiceToken serviceToken(UUID id) throws Exception;

        /**
         * Returns the service token with this Client ID, or null.
         *
         * @throws Exception if the store cannot be read
         */
        @Nullable
        ServiceToken serviceToken(String clientId) throws Exception;

        /**
         * Replaces the configuration.
         *
         * @throws Exception if the store cannot be written
         */
        void put(AccessConfiguration configuration) throws Exception;

        /**
         * Adds a service token, or replaces the one with the same ID. A replaced token keeps its {@code lastSeenAt},
         * which only {@link WritableStore#recordLastSeen} changes.
         *
         * @throws dev.latchkey.configuration.ConfigurationException if another service token has the same Client ID
         * @throws Exception if the store cannot be written
         */
        void put(ServiceToken token) throws Exception;

        /**
         * Removes a service token, if it exists.
         *
         * @throws Exception if the store cannot be written
         */
        void remove(UUID tokenId) throws Exception;
    }
}
