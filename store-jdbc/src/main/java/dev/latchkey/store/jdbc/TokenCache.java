package dev.latchkey.store.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.latchkey.internal.threads.DaemonThreads;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The service tokens that this node uses. A cached token costs a map lookup. Others are read once on a separate thread,
 * however many requests wait, and they wait for a limited time.
 *
 * <p>A read may cross a change: the row is read, changed and removed from the cache, and then the old result arrives.
 * So a result is cached only while its read is registered in {@link #flights}, and removing a Client ID removes its
 * read first. Such a result still answers the requests that waited before.
 *
 * <p>Unknown Client IDs have a cache of their own, so that they evict no valid ones, and their reads are rate-limited.
 *
 * <p>Thread-safe; a cache hit takes no lock.
 */
final class TokenCache implements AutoCloseable {

    /** The maximum number of queued reads; with more, the database is too slow to wait for. */
    private static final int MOST_WAITING = 512;

    /**
     * The maximum number of requests that wait for unknown Client IDs. Anybody can make these up, and while the
     * database hangs, they must not take all threads from requests that are answered from memory.
     */
    static final int MOST_STRANGERS = 100;

    /** Reads a service token. */
    @FunctionalInterface
    interface Source {
        @Nullable
        ServiceToken read(String clientId) throws Exception;
    }

    private final Cache<String, ServiceToken> known;
    private final Cache<String, Boolean> unknown;

    /**
     * Client IDs that existed at the last read, or changed since. Only a user with write access can create these, so
     * their reads are not rate-limited.
     */
    private final Cache<String, Boolean> met;

    private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();
    private final Source source;
    private final MissRateLimiter budget;
    private final Semaphore strangers = new Semaphore(MOST_STRANGERS);
    private final ThreadPoolExecutor loading;
    private final LongSupplier nanos;
    private final Duration limit;

    TokenCache(JdbcSettings settings, Source source) {
        this(settings, source, DaemonThreads.named("latchkey-jdbc-read"));
    }

    /**
     * Creates a cache.
     *
     * @param threads creates the reading threads
     */
    TokenCache(JdbcSettings settings, Source source, ThreadFactory threads) {
        Ticker ticker = settings.nanos()::getAsLong;
        // Maintenance runs on the caller's thread; it is little work.
        this.known = Caffeine.newBuilder()
                .maximumSize(settings.cachedTokens())
                .executor(Runnable::run)
                .build();
        this.met = Caffeine.newBuilder()
                .maximumSize(settings.cachedTokens())
                .executor(Runnable::run)
                .build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(settings.cachedUnknownIds())
                .expireAfterWrite(settings.unknownFor())
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        this.source = source;
        this.nanos = settings.nanos();
        this.budget = new MissRateLimiter(settings.unknownIdsPerSecond(), nanos);
        this.limit = settings.readTimeout();
        this.loading = new ThreadPoolExecutor(
                settings.readThreads(),
                settings.readThreads(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                threads);
        loading.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns the service token with this Client ID, or null.
     *
     * @throws JdbcStoreException if the database does not answer in time, or a limit was reached
     */
    @Nullable
    ServiceToken get(String clientId) throws JdbcStoreException, InterruptedException {
        ServiceToken token = known.getIfPresent(clientId);
        if (token != null || unknown.getIfPresent(clientId) != null) {
            return token;
        } else if (met.getIfPresent(clientId) != null) {
            return read(clientId);
        } else if (!strangers.tryAcquire()) {
            throw new JdbcStoreException("too many requests wait for unknown Client IDs");
        }
        try {
            return read(clientId);
        } finally {
            strangers.release();
        }
    }

    private @Nullable ServiceToken read(String clientId) throws JdbcStoreException, InterruptedException {
        Flight mine = new Flight(clientId, nanos.getAsLong());
        Flight others = flights.putIfAbsent(clientId, mine);
        if (others == null) {
            start(mine);
        }
        return await(others == null ? mine : others);
    }

    private void start(Flight flight) {
        if (met.getIfPresent(flight.clientId) == null && !budget.spend()) {
            fail(flight, new JdbcStoreException("too many unknown Client IDs"));
            return;
        }
        try {
            loading.execute(() -> load(flight));
        } catch (RejectedExecutionException e) {
            fail(flight, new JdbcStoreException("too many service tokens wait to be read, or the store is closed"));
        } catch (OutOfMemoryError e) {
            // No thread could be started. Without this, the flight would block later requests.
            fail(flight, new JdbcStoreException("reading a service token", e));
        }
    }

    private void load(Flight flight) {
        if (nanos.getAsLong() - flight.startedAt > limit.toNanos()) {
            fail(flight, new JdbcStoreException("a service token waited too long to be read"));
            return;
        }
        try {
            ServiceToken token = source.read(flight.clientId);
            land(flight, token);
            flight.answer.complete(token);
        } catch (Throwable e) {
            fail(flight, new JdbcStoreException("reading a service token", e));
        }
    }

    /** Caches a result unless its Client ID was forgotten meanwhile. */
    private void land(Flight flight, @Nullable ServiceToken token) {
        flights.computeIfPresent(flight.clientId, (clientId, current) -> {
            if (current != flight) {
                return current;
            }
            if (token == null) {
                unknown.put(clientId, Boolean.TRUE);
                met.invalidate(clientId);
            } else {
                known.put(clientId, token);
                met.put(clientId, Boolean.TRUE);
            }
            return null;
        });
    }

    private void fail(Flight flight, JdbcStoreException why) {
        flights.remove(flight.clientId, flight);
        flight.answer.completeExceptionally(why);
    }

    private @Nullable ServiceToken await(Flight flight) throws JdbcStoreException, InterruptedException {
        try {
            return flight.answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The next request starts a new read instead of waiting for this one.
            flights.remove(flight.clientId, flight);
            throw new JdbcStoreException("reading a service token took longer than " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            // One exception for each waiting thread, as its stack trace belongs to that thread.
            Throwable cause = e.getCause();
            throw new JdbcStoreException("reading a service token failed", cause == null ? e : cause);
        }
    }

    /** Forgets these Client IDs. Later requests get the current state of the database. */
    void forget(Collection<String> clientIds) {
        for (String clientId : clientIds) {
            flights.remove(clientId);
            known.invalidate(clientId);
            unknown.invalidate(clientId);
            met.put(clientId, Boolean.TRUE);
        }
    }

    /** Forgets everything. */
    void forgetAll() {
        flights.clear();
        known.invalidateAll();
        unknown.invalidateAll();
    }

    /** Returns the approximate number of cached service tokens. */
    long size() {
        return known.estimatedSize();
    }

    /** Ends the threads; waiting requests fail in time. */
    @Override
    public void close() {
        DaemonThreads.end(loading);
    }

    /** A read of one service token, and the requests that wait for it. */
    private static final class Flight {

        private final String clientId;
        private final long startedAt;
        private final CompletableFuture<@Nullable ServiceToken> answer = new CompletableFuture<>();

        Flight(String clientId, long startedAt) {
            this.clientId = clientId;
            this.startedAt = startedAt;
        }
    }
}
