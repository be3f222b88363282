package dev.latchkey.store.jdbc;

import dev.latchkey.internal.store.RevokedSessions;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * This node's copy of the database's state, and the time when it was last confirmed. Thread-safe; reads take no lock
 * and never wait.
 */
final class LocalState {

    private final Snapshot.Newest<AccessConfiguration> configuration;
    private final Snapshot.Newest<List<StoredSigningKey>> keys;
    private final RevokedSessions revoked = new RevokedSessions();
    private final TokenCache tokens;

    /** The stamps of this node's own changes by their numbers. */
    private final ConcurrentSkipListMap<Long, Long> own = new ConcurrentSkipListMap<>();

    private final InstantSource clock;
    private final JdbcSettings settings;
    private final @Nullable Duration failClosedAfter;
    private volatile Moment confirmedAt;

    LocalState(JdbcSettings settings, TokenCache tokens, RemoteChanges first, Moment confirmedAt) {
        this.clock = settings.clock();
        this.settings = settings;
        this.failClosedAfter = settings.failClosedAfter();
        this.tokens = tokens;
        this.configuration = new Snapshot.Newest<>(first.configurationOrFail());
        this.keys = new Snapshot.Newest<>(first.keysOrFail());
        revoke(first.ended());
        this.confirmedAt = confirmedAt;
    }

    TokenCache tokens() {
        return tokens;
    }

    Snapshot<AccessConfiguration> configuration() {
        return configuration.get();
    }

    Snapshot<List<StoredSigningKey>> keys() {
        return keys.get();
    }

    boolean isRevoked(RevocableSession session) {
        return revoked.contain(session);
    }

    /** Applies a change of this node. */
    void offerConfiguration(Snapshot<AccessConfiguration> newer) {
        configuration.offer(newer);
    }

    /** Applies a change of this node. */
    void offerKeys(Snapshot<List<StoredSigningKey>> newer) {
        keys.offer(newer);
    }

    /** Records the end of sessions, with the latest expiry if one is known already. */
    void revoke(EndedSessions ended) {
        revoked.addAll(ended);
    }

    /** Records a change of this node, so that the change log does not cause a reload for it. */
    void addOwn(StateRow change) {
        own.put(change.number(), change.stamp());
    }

    /** Returns whether this node made that change. */
    boolean isOwn(long number, long stamp) {
        Long ownStamp = own.get(number);
        return ownStamp != null && ownStamp == stamp;
    }

    /** Forgets sessions that expired long ago, and keeps their ranges. */
    void sweep() {
        revoked.sweep(clock.instant());
    }

    /** Applies changes of the database. Ended sessions stay ended, even if the database was restored. */
    void learn(RemoteChanges changes) {
        revoke(changes.ended());
        Snapshot<AccessConfiguration> newConfiguration = changes.configuration();
        Snapshot<List<StoredSigningKey>> newKeys = changes.keys();
        if (newConfiguration != null) {
            take(configuration, newConfiguration, changes.replacesHistory());
        }
        if (newKeys != null) {
            take(keys, newKeys, changes.replacesHistory());
        }
        Collection<String> changed = changes.clientIds();
        if (changed == null) {
            tokens.forgetAll();
        } else {
            tokens.forget(changed);
        }
        own.headMap(changes.state().number(), true).clear();
    }

    private static <T> void take(Snapshot.Newest<T> known, Snapshot<T> other, boolean whatever) {
        if (whatever) {
            known.replace(other);
        } else {
            known.offer(other);
        }
    }

    /** Records that this copy is complete as of {@code at}. */
    void confirm(Moment at) {
        confirmedAt = at;
    }

    /** Returns the time since this copy was last confirmed. */
    Duration age() {
        return confirmedAt.until(settings.now());
    }

    /** Returns whether this copy has expired. */
    boolean isStale() {
        Duration most = failClosedAfter;
        if (most == null) {
            return false;
        }
        // Called on each request, so no object is created.
        Moment at = confirmedAt;
        return settings.nanos().getAsLong() - at.nanos() > most.toNanos()
                || settings.clock().millis() - at.millis() > most.toMillis();
    }

    /**
     * Checks that this copy has not expired.
     *
     * @throws JdbcStoreException if it has
     */
    void requireFresh() throws JdbcStoreException {
        if (isStale()) {
            throw new JdbcStoreException(
                    "cached state is " + age().toMillis() + " ms old and expired, because the database is unreachable");
        }
    }
}
