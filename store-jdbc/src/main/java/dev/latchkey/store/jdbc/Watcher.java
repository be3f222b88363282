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
 * Looks for changes in the database again and again, on a daemon thread of its own, until it is closed. PostgreSQL tells
 * of each change, which ends the pause between two looks early; a look follows every pause all the same, so that
 * nothing hangs on what a connection pooler or a firewall does to such messages.
 */
final class Watcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration PIECE = Duration.ofMillis(250);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /** Classes of SQLStates: not supported, not in this kind of transaction (or during recovery), not allowed. */
    private static final Set<String> REFUSALS = Set.of("0A", "25", "42");

    private final Database database;
    private final Knowledge knowledge;
    private final CatchUp catchUp;
    private final Settings settings;
    private final Thread thread;

    /** The look that begins next. */
    private final AtomicReference<CompletableFuture<Void>> next = new AtomicReference<>(new CompletableFuture<>());

    private volatile boolean closed;

    // The watching thread's own.
    private @Nullable PostgresNews news;
    private boolean listens;
    private boolean toldDeaf;
    private boolean told;
    private boolean failing;
    private boolean toldStale;
    private long sweepAt;

    Watcher(Database database, Knowledge knowledge, CatchUp catchUp, Settings settings) {
        this.database = database;
        this.knowledge = knowledge;
        this.catchUp = catchUp;
        this.settings = settings;
        this.listens = settings.listen() && database.dialect() == SqlDialect.POSTGRESQL;
        this.sweepAt = settings.nanos().getAsLong();
        this.thread = DaemonThreads.named("latchkey-jdbc-watch").newThread(this::watch);
    }

    void start() {
        thread.start();
    }

    /**
     * Waits for a look that begins after this call, however many wait for it. It costs the database nothing.
     *
     * @throws JdbcStoreException if it fails or takes longer
     */
    void awaitLook(Duration longest) throws JdbcStoreException, InterruptedException {
        try {
            Objects.requireNonNull(next.get()).get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new JdbcStoreException("looking for changes", cause == null ? e : cause);
        } catch (TimeoutException e) {
            throw new JdbcStoreException("changes were not looked for within " + longest.toMillis() + " ms");
        }
    }

    private void watch() {
        while (!closed) {
            try {
                lookAndTell();
                pause();
            } catch (Throwable e) {
                // Thrown on, anything would end all later looks, even what fails while a failure is told.
                LockSupport.parkNanos(this, PIECE.toNanos());
            }
        }
        stopListening();
        Objects.requireNonNull(next.get()).completeExceptionally(new IllegalStateException("closed"));
    }

    private void lookAndTell() {
        CompletableFuture<Void> look = Objects.requireNonNull(next.getAndSet(new CompletableFuture<>()));
        try {
            look();
            look.complete(null);
            over();
        } catch (Throwable e) {
            look.completeExceptionally(e);
            failed(e);
        }
        tellIfStale();
    }

    private void look() throws SQLException, JdbcStoreException, InterruptedException {
        if (listens && news == null) {
            listen();
        }
        if (news != null) {
            catchUp.look(news.db(), told);
        } else {
            try (Borrowed db = database.borrow(settings.operationTimeout())) {
                catchUp.look(db, false);
            }
        }
        if (settings.nanos().getAsLong() - sweepAt > SWEEP_EVERY.toNanos()) {
            sweepAt = settings.nanos().getAsLong();
            knowledge.sweep();
        }
    }

    private void listen() throws SQLException, JdbcStoreException, InterruptedException {
        Borrowed db = database.borrow(settings.operationTimeout());
        try {
            String obstacle = PostgresNews.obstacle(db);
            if (obstacle == null && !hasAnother()) {
                obstacle = "the connection pool has no second connection";
            }
            if (obstacle == null) {
                news = PostgresNews.on(db);
                toldDeaf = false;
            } else {
                listens = false;
                deaf(obstacle);
            }
        } catch (LinkageError e) {
            listens = false;
            deaf("the driver's classes are not visible here");
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            // A standby may refuse that and nothing else. The next look tries again.
            deaf(JdbcStoreException.describe(e));
        } finally {
            if (news == null) {
                db.close();
            }
        }
    }

    /** {@return whether the pool has a connection for anything else} The one that listens is never given back. */
    private boolean hasAnother() throws InterruptedException {
        try (Borrowed another = database.borrow(settings.readTimeout())) {
            return another != null;
        } catch (JdbcStoreException e) {
            return false;
        }
    }

    /** {@return whether the connection is good for anything else: nothing broke, and nobody waited} */
    private static boolean isRefusal(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return REFUSALS.stream().anyMatch(state::startsWith);
    }

    private void deaf(String why) {
        if (!toldDeaf && !failing) {
            toldDeaf = true;
            LOG.info(
                    "LISTEN is not available ({}); polling for changes every {} ms",
                    why,
                    settings.pollInterval().toMillis());
        }
    }

    private void stopListening() {
        PostgresNews open = news;
        news = null;
        if (open != null) {
            open.close();
        }
    }

    private void pause() {
        Duration left = settings.pollInterval();
        told = false;
        // In pieces, as nothing interrupts a thread that listens.
        while (!closed && !told && !left.isZero()) {
            Duration piece = left.compareTo(PIECE) < 0 ? left : PIECE;
            told = pause(piece);
            left = left.minus(piece);
        }
    }

    /** {@return whether there is a reason to look now} */
    private boolean pause(Duration time) {
        PostgresNews open = news;
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
                    "changes in the database cannot be seen ({}); what is known here stays in force for now",
                    JdbcStoreException.describe(e));
        }
    }

    private void over() {
        if (failing) {
            LOG.info("changes in the database are seen again");
        }
        failing = false;
        toldStale = false;
    }

    private void tellIfStale() {
        if (!toldStale && knowledge.isStale()) {
            toldStale = true;
            LOG.error(
                    "changes in the database have not been seen for {} ms; until they are, nobody is let in",
                    knowledge.age().toMillis());
        }
    }

    /** Ends the looks, and waits for a look that is under way, but not for ever. */
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
