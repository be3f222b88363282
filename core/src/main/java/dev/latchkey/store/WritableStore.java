package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be written to, and searched. Thread-safe.
 *
 * <p>Writers never undo each other, in one process or in several: a change is computed from the newest state, and no
 * other change comes in between.
 */
public interface WritableStore extends AccessStore {

    /**
     * Returns the service token with this id, or null; with its {@code lastSeenAt}.
     *
     * @throws Exception if it cannot be known now
     */
    @Nullable
    ServiceToken findById(UUID id) throws Exception;

    /**
     * Returns the service tokens that match, each with its {@code lastSeenAt}, in the order in which they were added.
     * The order stays the same from one call to the next; a change of a service token does not move it.
     *
     * @throws Exception if they cannot be known now
     */
    ServiceTokenPage serviceTokens(ServiceTokenQuery query) throws Exception;

    /**
     * Makes a change: all of it or, where it throws, nothing. When this returns, it is kept, and counts from the next
     * request on; where other processes use the same store, it counts there as soon as the store says.
     *
     * @param change worked out on what is newest, on the thread that calls this; may be called more than once, so it must
     *     do nothing else, and make no other change of the store
     * @param <R> what comes of it
     * @return what the last call of {@code change} returned
     * @throws dev.latchkey.configuration.ConfigurationException if it is refused: by {@code change} itself, or because
     *     what it makes contradicts itself
     * @throws IllegalStateException if a store notices that it is called from within a change
     * @throws Exception from {@code change}; or if the store cannot be reached or written to
     */
    <R extends @Nullable Object> R change(Change<R> change) throws Exception;

    /**
     * Keeps when service tokens were last used with success. A moment earlier than what is kept already, or of a
     * service token that is gone, is passed over. This is no change of a service token: its {@code updatedAt} stays.
     *
     * @param lastSeen moments by service token id
     * @throws IllegalStateException if a store notices that it is called from within a change
     * @throws Exception if it cannot be kept
     */
    void recordLastSeen(Map<UUID, Instant> lastSeen) throws Exception;

    /**
     * Returns since when this store has recorded uses without a gap, by {@link #recordLastSeen}. A service token may
     * have been used before that, so it is not taken for unused.
     *
     * <p>It stays as it is as long as the uses themselves are kept. A store that may have lost them, or cannot tell,
     * begins anew: it is now then, and stays that moment from then on.
     *
     * @throws IllegalStateException if a store notices that it is called from within a change
     * @throws Exception if it cannot be known now, or cannot be kept
     */
    Instant usesRecordedSince() throws Exception;

    /**
     * Keeps that somebody gives notice of a service token's end, so that it is given once, whatever starts anew.
     *
     * @param tokenId the service token's id
     * @param expiresAt the end of which notice is given; after a refresh, there is a new one to be told of
     * @return whether this call was the first for that token and that end; false for a service token that is gone
     * @throws IllegalStateException if a store notices that it is called from within a change
     * @throws Exception if it cannot be kept
     */
    boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws Exception;

    /** One change of a store's contents. */
    @FunctionalInterface
    interface Change<R extends @Nullable Object> {

        /**
         * Works the change out.
         *
         * @param draft what is newest; takes the change; of no use afterwards
         * @return what comes of it
         * @throws Exception to change nothing
         */
        R apply(Draft draft) throws Exception;
    }

    /** What is newest in a store, with the changes that were made to it here. Not thread-safe. */
    interface Draft {

        /**
         * Returns the configuration.
         *
         * @throws Exception if it cannot be known now
         */
        AccessConfiguration configuration() throws Exception;

        /**
         * Returns the service token with this id, or null; its {@code lastSeenAt} is there.
         *
         * @throws Exception if it cannot be known now
         */
        @Nullable
        ServiceToken serviceToken(UUID id) throws Exception;

        /**
         * Returns the service token with this client id, or null.
         *
         * @throws Exception if it cannot be known now
         */
        @Nullable
        ServiceToken serviceToken(String clientId) throws Exception;

        /**
         * Replaces the configuration.
         *
         * @throws Exception if it cannot be kept
         */
        void put(AccessConfiguration configuration) throws Exception;

        /**
         * Adds a service token, or replaces the one with the same id. Of one that is replaced, {@code lastSeenAt} stays
         * as it is, whatever {@code token} says: only {@link WritableStore#recordLastSeen} moves it on.
         *
         * @throws dev.latchkey.configuration.ConfigurationException if another service token has its client id
         * @throws Exception if it cannot be kept
         */
        void put(ServiceToken token) throws Exception;

        /**
         * Takes a service token away, if it is there.
         *
         * @throws Exception if that cannot be kept
         */
        void remove(UUID tokenId) throws Exception;
    }
}
