package dev.latchkey.store.jdbc;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the database, and since when it is known to be true. Thread-safe; no read takes a lock or
 * waits.
 */
final class Knowledge {

    private final Snapshot.Newest<AccessConfiguration> configuration;
    private final Snapshot.Newest<List<StoredSigningKey>> keys;
    private final Map<String, RevocableSession> revoked = new ConcurrentHashMap<>();
    private final AtomicReference<ForgottenSessions> forgotten = new AtomicReference<>(ForgottenSessions.NONE);
    private final TokenCache tokens;

    /** The stamps of changes that this node made and knows, by their numbers. */
    private final ConcurrentSkipListMap<Long, Long> own = new ConcurrentSkipListMap<>();

    private final InstantSource clock;
    private final Settings settings;
    private final @Nullable Duration failClosedAfter;
    private volatile Moment confirmedAt;

    Knowledge(Settings settings, TokenCache tokens, News first, Moment confirmedAt) {
        this.clock = settings.clock();
        this.settings = settings;
        this.failClosedAfter = settings.failClosedAfter();
        this.tokens = tokens;
        this.configuration = new Snapshot.Newest<>(first.configurationOrFail());
        this.keys = new Snapshot.Newest<>(first.keysOrFail());
        learn(first.ended());
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
        return revoked.containsKey(session.id())
                || Objects.requireNonNull(forgotten.get()).cover(session);
    }

    /** Takes what a change of this node brought. */
    void offerConfiguration(Snapshot<AccessConfiguration> newer) {
        configuration.offer(newer);
    }

    /** Takes what a change of this node brought. */
    void offerKeys(Snapshot<List<StoredSigningKey>> newer) {
        keys.offer(newer);
    }

    /** A session ended; if it had ended before, the later moment counts. */
    void revoke(RevocableSession session) {
        revoked.merge(session.id(), session, EndedSessions::later);
    }

    /** A change that this node made is known here: when it is met in the log, nothing need be forgotten again. */
    void addOwn(State change) {
        own.put(change.number(), change.stamp());
    }

    /** {@return whether this node made that change, and knows it} */
    boolean isOwn(long number, long stamp) {
        Long ownStamp = own.get(number);
        return ownStamp != null && ownStamp == stamp;
    }

    /** Forgets sessions that ended by themselves long ago, and keeps their outlines. */
    void sweep() {
        List<RevocableSession> over = EndedSessions.toForget(revoked.values(), clock.instant());
        // First the outlines: a request in between finds the session in one place at least.
        forgotten.updateAndGet(before -> before.with(over));
        over.forEach(session -> revoked.remove(session.id(), session));
    }

    private void learn(@Nullable EndedSessions ended) {
        if (ended != null) {
            ended.byId().values().forEach(this::revoke);
            forgotten.updateAndGet(before -> before.with(ended.forgotten()));
        }
    }

    /** Takes what happened in the database. Sessions that were ended stay so, whatever past the news are from. */
    void learn(News news) {
        learn(news.ended());
        Snapshot<AccessConfiguration> newConfiguration = news.configuration();
        Snapshot<List<StoredSigningKey>> newKeys = news.keys();
        if (newConfiguration != null) {
            take(configuration, newConfiguration, news.isFromAnotherPast());
        }
        if (newKeys != null) {
            take(keys, newKeys, news.isFromAnotherPast());
        }
        Collection<String> changed = news.clientIds();
        if (changed == null) {
            tokens.forgetAll();
        } else {
            tokens.forget(changed);
        }
        own.headMap(news.state().number(), true).clear();
    }

    private static <T> void take(Snapshot.Newest<T> known, Snapshot<T> other, boolean whatever) {
        if (whatever) {
            known.replace(other);
        } else {
            known.offer(other);
        }
    }

    /** All that was in the database at that moment is known here. */
    void confirm(Moment at) {
        confirmedAt = at;
    }

    /** {@return how long it is since everything was known to be true} */
    Duration age() {
        return confirmedAt.until(settings.now());
    }

    /** {@return whether it is too long since this was known to be true} */
    boolean isStale() {
        Duration most = failClosedAfter;
        if (most == null) {
            return false;
        }
        // On each request, so without an object for the age.
        Moment at = confirmedAt;
        return settings.nanos().getAsLong() - at.nanos() > most.toNanos()
                || settings.clock().millis() - at.millis() > most.toMillis();
    }

    /**
     * Checks that what is known may be trusted.
     *
     * @throws JdbcStoreException if it is too long since it was known to be true
     */
    void requireFresh() throws JdbcStoreException {
        if (isStale()) {
            throw new JdbcStoreException("changes in the database have not been seen for " + age().toMillis()
                    + " ms, so that what is known here is not trusted");
        }
    }
}
