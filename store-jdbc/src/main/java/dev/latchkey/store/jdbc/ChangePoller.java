package dev.latchkey.store.jdbc;

import dev.latchkey.internal.threads.DaemonThreads;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the database for changes on a daemon thread until it is closed. A notification of PostgreSQL shortens the
 * pause. Polling continues nevertheless, because poolers and firewalls may swallow notifications.
 */
final class ChangePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePoller.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration PIECE = Duration.ofMillis(250);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /** Classes of SQLStates: not supported, not in this kind of transaction or during recovery, not permitted. */
    private static final Set<String> REFUSALS = Set.of("0A", "25", "42");

    private final Database database;
    private final LocalState localState;
    private final ChangeFollower follower;
    private final JdbcSettings settings;
    private final Thread thread;

    /** The next poll. */
    private final AtomicReference<CompletableFuture<Void>> next = new AtomicReference<>(new CompletableFuture<>());

    private volatile boolean closed;

    // Used by the polling thread only.
    private @Nullable PostgresNotifications notifications;
    private boolean listens;
    private boolean warnedNotListening;
    private boolean notified;
    private boolean failing;
    private boolean warnedStale;
    private long sweepAt;

    ChangePoller(Database database, LocalState localState, ChangeFollower follower, JdbcSettings settings) {
        this.database = database;
        this.localState = localState;
        this.follower = follower;
        this.settings = settings;
        this.listens = settings.listen() && database.dialect() == SqlDialect.POSTGRESQL;
        this.sweepAt = settings.nanos().getAsLong();
        this.thread = DaemonThreads.named("latchkey-jdbc-watch").newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Waits for a poll that begins after this call. It causes no additional query.
     *
     * @throws JdbcStoreException if the poll fails or does not finish in time
     */
    void awaitPoll(Duration longest) throws JdbcStoreException, InterruptedException {
        try {
            Objects.requireNonNull(next.get()).get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new JdbcStoreException("polling for changes", cause == null ? e : cause);
        } catch (TimeoutException e) {
            throw new JdbcStoreException("the poll for changes did not finish within " + longest.toMillis() + " ms");
        }
    }

    private void run() {
        while (!closed) {
            try {
                pollAndReport();
                pause();
            } catch (Throwable e) {
                // Nothing may end the polling, not even a failure to report a failure.
                LockSupport.parkNanos(this, PIECE.toNanos());
            }
        }
        stopListening();
        Objects.requireNonNull(next.get()).completeExceptionally(new IllegalStateException("closed"));
    }

    private void pollAndReport() {
        CompletableFuture<Void> current = Objects.requireNonNull(next.getAndSet(new CompletableFuture<>()));
        try {
            poll();
            current.complete(null);
            succeeded();
        } catch (Throwable e) {
            current.completeExceptionally(e);
            failed(e);
        }
        reportIfStale();
    }

    private void poll() throws SQLException, JdbcStoreException, InterruptedException {
        if (listens && notifications == null) {
            listen();
        }
        if (notifications != null) {
            follower.poll(notifications.db(), notified);
        } else {
            try (BoundedConnection db = database.borrow(settings.operationTimeout())) {
                follower.poll(db, false);
            }
        }
        if (settings.nanos().getAsLong() - sweepAt > SWEEP_EVERY.toNanos()) {
            sweepAt = settings.nanos().getAsLong();
            localState.sweep();
        }
    }

    private void listen() throws SQLException, JdbcStoreException, InterruptedException {
        BoundedConnection db = database.borrow(settings.operationTimeout());
        try {
            String obstacle = PostgresNotifications.obstacle(db);
            if (obstacle == null && !hasSecondConnection()) {
                obstacle = "the connection pool has no second connection";
            }
            if (obstacle == null) {
                notifications = PostgresNotifications.on(db);
                warnedNotListening = false;
            } else {
                listens = false;
                notListening(obstacle);
            }
        } catch (LinkageError e) {
            listens = false;
            notListening("the driver's classes are not visible here");
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            // A standby may refuse only this. The next poll tries again.
            notListening(JdbcStoreException.describe(e));
        } finally {
            if (notifications == null) {
                db.close();
            }
        }
    }

    /** Returns whether the pool has another connection, as the listening one is never returned. */
    private boolean hasSecondConnection() throws InterruptedException {
        try (BoundedConnection another = database.borrow(settings.readTimeout())) {
            return another != null;
        } catch (JdbcStoreException e) {
            return false;
        }
    }

    /** Returns whether the database refused the statement, so that the connection remains usable. */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return REFUSALS.stream().anyMatch(state::startsWith);
    }

    private void notListening(String why) {
        if (!warnedNotListening && !failing) {
            warnedNotListening = true;
            LOG.info(
                    "LISTEN is not available ({}); polling for changes every {} ms",
                    why,
                    settings.pollInterval().toMillis());
        }
    }

    private void stopListening() {
        PostgresNotifications open = notifications;
        notifications = null;
        if (open != null) {
            open.close();
        }
    }

    private void pause() {
        Duration left = settings.pollInterval();
        notified = false;
        // In pieces, as nothing can interrupt a listening thread.
        while (!closed && !notified && !left.isZero()) {
            Duration piece = left.compareTo(PIECE) < 0 ? left : PIECE;
            notified = pause(piece);
            left = left.minus(piece);
        }
    }

    /** Returns whether to poll now. */
    private boolean pause(Duration time) {
        PostgresNotifications open = notifications;
        if (open == null) {
            LockSupport.parkNanos(this, time.toNanos());
            return false;
        }
        try {
            return open.await(time);
        } catch (SQLException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Throwable e) {
        stopListening();
        if (!failing && !closed) {
            failing = true;
            LOG.warn(
                    "cannot poll the database for changes ({}); continuing with cached state",
                    JdbcStoreException.describe(e));
        }
    }

    private void succeeded() {
        if (failing) {
            LOG.info("polling the database for changes works again");
        }
        failing = false;
        warnedStale = false;
    }

    private void reportIfStale() {
        if (!warnedStale && localState.isStale()) {
            warnedStale = true;
            LOG.error(
                    "cached state is {} ms old and expired; requests get 503 until the database is reachable",
                    localState.age().toMillis());
        }
    }

    /** Ends the polling and waits for a running poll for a limited time. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
