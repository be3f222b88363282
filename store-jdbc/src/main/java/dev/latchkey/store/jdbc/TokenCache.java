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
 * The service tokens that this node uses. A token that is there costs a look into a map. One that is not is asked for
 * once, on a thread of ours, however many requests wait for it, and they wait no longer than a limit.
 *
 * <p>A load and a change may cross: the row is read, then changed, then forgotten here, and then what was read arrives.
 * So a load counts only as long as it stands in {@link #flights}, and to forget a client id takes its load away first.
 * What that load brings still answers the requests that waited before, and nobody after.
 *
 * <p>Client ids that nobody has stand in a cache of their own, so that they drive out no good ones, and cost a budget.
 *
 * <p>Thread-safe; a look that hits takes no lock.
 */
final class TokenCache implements AutoCloseable {

    /** Loads that wait for a thread. With more, the database is too slow to be waited for. */
    private static final int MOST_WAITING = 512;

    /**
     * Requests that wait for client IDs that this node has never met. Anybody can make those up, and if the database hangs,
     * they must not take all threads of the container from requests that are answered from memory.
     */
    static final int MOST_STRANGERS = 100;

    /** Where a service token is read. */
    @FunctionalInterface
    interface Source {
        @Nullable
        ServiceToken read(String clientId) throws Exception;
    }

    private final Cache<String, ServiceToken> known;
    private final Cache<String, Boolean> unknown;

    /**
     * Client IDs that were found the last time, or changed since. Only a user with write access can make one up, so reading
     * it costs no budget.
     */
    private final Cache<String, Boolean> met;

    private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();
    private final Source source;
    private final MissBudget budget;
    private final Semaphore strangers = new Semaphore(MOST_STRANGERS);
    private final ThreadPoolExecutor loading;
    private final LongSupplier nanos;
    private final Duration limit;

    TokenCache(Settings settings, Source source) {
        this(settings, source, DaemonThreads.named("latchkey-jdbc-read"));
    }

    /** @param threads makes those that load */
    TokenCache(Settings settings, Source source, ThreadFactory threads) {
        Ticker ticker = settings.nanos()::getAsLong;
        // On the thread that is there anyway: it is little work.
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
        this.budget = new MissBudget(settings.unknownIdsPerSecond(), nanos);
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
     * {@return the service token with that client id, or null}
     *
     * @throws JdbcStoreException if the database does not say in time, or was asked too much
     */
    @Nullable
    ServiceToken get(String clientId) throws JdbcStoreException, InterruptedException {
        ServiceToken token = known.getIfPresent(clientId);
        if (token != null || unknown.getIfPresent(clientId) != null) {
            return token;
        } else if (met.getIfPresent(clientId) != null) {
            return read(clientId);
        } else if (!strangers.tryAcquire()) {
            throw new JdbcStoreException("too many requests wait for client ids that this node does not know");
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
            fail(flight, new JdbcStoreException("too many client ids that this node does not know are presented"));
            return;
        }
        try {
            loading.execute(() -> load(flight));
        } catch (RejectedExecutionException e) {
            fail(flight, new JdbcStoreException("too many service tokens wait to be read, or the store was closed"));
        } catch (OutOfMemoryError e) {
            // There is no thread to be had. Left as it is, the flight would keep others waiting for nothing.
            fail(flight, new JdbcStoreException("reading a service token", e));
        }
    }

    private void load(Flight flight) {
        if (nanos.getAsLong() - flight.startedAt > limit.toNanos()) {
            fail(flight, new JdbcStoreException("there was no time to read a service token"));
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

    /** Keeps what was read, if nobody asked to forget it meanwhile. */
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
            // The next one asks anew, rather than wait for an answer that may never come.
            flights.remove(flight.clientId, flight);
            throw new JdbcStoreException("no service token was read within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            // One for each that waited: an exception tells of the thread that it was made on.
            Throwable cause = e.getCause();
            throw new JdbcStoreException("no service token was read", cause == null ? e : cause);
        }
    }

    /** Forgets what is known of these client ids. Who asks from here on is answered with what is in the database now. */
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

    /** {@return how many service tokens are kept, roughly} */
    long size() {
        return known.estimatedSize();
    }

    /** Ends the threads; who waits is told that it failed, in time. */
    @Override
    public void close() {
        DaemonThreads.end(loading);
    }

    /** One load of one service token, and all that wait for it. */
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
