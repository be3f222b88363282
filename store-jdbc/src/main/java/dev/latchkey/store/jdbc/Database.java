package dev.latchkey.store.jdbc;

import dev.latchkey.internal.threads.DaemonThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The app's {@code DataSource} with time limits. An exhausted pool may block its callers for half a minute, so
 * connections are requested on separate threads. Thread-safe.
 */
final class Database implements AutoCloseable {

    private static final int MOST_WAITING = 16;

    private final DataSource source;
    private final SqlDialect dialect;
    private final ThreadPoolExecutor connecting;

    private Database(DataSource source, SqlDialect dialect, ThreadPoolExecutor connecting) {
        this.source = source;
        this.dialect = dialect;
        this.connecting = connecting;
    }

    /**
     * Opens a database.
     *
     * @param dialect the SQL dialect, or null to ask the database
     * @param limit how long that may take
     * @throws dev.latchkey.configuration.ConfigurationException if the database is not supported
     */
    static Database open(DataSource source, @Nullable SqlDialect dialect, Duration limit)
            throws JdbcStoreException, InterruptedException {
        ThreadPoolExecutor connecting = new ThreadPoolExecutor(
                0,
                MOST_WAITING,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                DaemonThreads.named("latchkey-jdbc-connect"));
        try {
            return new Database(source, dialect == null ? ask(source, connecting, limit) : dialect, connecting);
        } catch (JdbcStoreException | RuntimeException | InterruptedException e) {
            connecting.shutdown();
            throw e;
        }
    }

    private static SqlDialect ask(DataSource source, ThreadPoolExecutor connecting, Duration limit)
            throws JdbcStoreException, InterruptedException {
        try (Connection connection = connect(source, connecting, limit)) {
            return SqlDialect.of(connection);
        } catch (SQLException e) {
            throw new JdbcStoreException("detecting the kind of database", e);
        }
    }

    SqlDialect dialect() {
        return dialect;
    }

    /**
     * Borrows a connection.
     *
     * @param limit the limit for getting it, and for each statement
     * @throws JdbcStoreException if there is no connection in time
     */
    BoundedConnection borrow(Duration limit) throws JdbcStoreException, InterruptedException {
        Connection connection = connect(source, connecting, limit);
        try {
            return BoundedConnection.of(connection, dialect, limit);
        } catch (SQLException | RuntimeException e) {
            throw new JdbcStoreException("connecting to the database", e);
        }
    }

    /** Borrows a connection on this thread, without a limit. */
    BoundedConnection borrowHere(Duration limit) throws JdbcStoreException {
        try {
            return BoundedConnection.of(source.getConnection(), dialect, limit);
        } catch (SQLException | RuntimeException e) {
            throw new JdbcStoreException("connecting to the database", e);
        }
    }

    /** Runs {@code work} with a transaction for each statement. */
    <R> R read(String what, Duration limit, BoundedConnection.Work<R> work)
            throws JdbcStoreException, InterruptedException {
        try (BoundedConnection db = borrow(limit)) {
            return work.on(db.autoCommitting());
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    /** Runs {@code work} with a consistent snapshot. */
    <R> R readSnapshot(String what, Duration limit, BoundedConnection.Work<R> work)
            throws JdbcStoreException, InterruptedException {
        try (BoundedConnection db = borrow(limit)) {
            return db.readSnapshot(work);
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    /**
     * Runs {@code work} with a consistent snapshot while a request waits. The limit applies to all statements together.
     * Work that takes longer continues in the background, with the limit for each statement.
     */
    <R> R readWithin(String what, Duration limit, BoundedConnection.Work<R> work)
            throws JdbcStoreException, InterruptedException {
        CompletableFuture<R> answer = new CompletableFuture<>();
        try {
            connecting.execute(() -> read(limit, work, answer));
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            throw noThread(e);
        } catch (ExecutionException e) {
            throw new JdbcStoreException(what, cause(e));
        } catch (TimeoutException e) {
            throw new JdbcStoreException(what + ": took longer than " + limit.toMillis() + " ms");
        }
    }

    private <R> void read(Duration limit, BoundedConnection.Work<R> work, CompletableFuture<R> answer) {
        try (BoundedConnection db = borrowHere(limit)) {
            answer.complete(db.readSnapshot(work));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static JdbcStoreException noThread(Throwable e) {
        return e instanceof OutOfMemoryError
                ? new JdbcStoreException("no thread could be started", e)
                : new JdbcStoreException("too many threads wait for a database connection, or the store is closed");
    }

    private static Connection connect(DataSource source, ThreadPoolExecutor connecting, Duration limit)
            throws JdbcStoreException, InterruptedException {
        CompletableFuture<Connection> answer = new CompletableFuture<>();
        try {
            connecting.execute(() -> connect(source, answer));
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            throw noThread(e);
        } catch (ExecutionException e) {
            throw new JdbcStoreException("connecting to the database", cause(e));
        } catch (TimeoutException e) {
            return timedOut(answer, limit);
        } catch (InterruptedException e) {
            if (!answer.completeExceptionally(e)) {
                closeLate(answer);
            }
            throw e;
        }
    }

    private static void connect(DataSource source, CompletableFuture<Connection> answer) {
        try {
            Connection connection = source.getConnection();
            if (!answer.complete(connection)) {
                connection.close();
            }
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static Connection timedOut(CompletableFuture<Connection> answer, Duration limit) throws JdbcStoreException {
        JdbcStoreException late = new JdbcStoreException("no database connection within " + limit.toMillis() + " ms");
        if (answer.completeExceptionally(late)) {
            throw late;
        }
        // It arrived at this very moment.
        try {
            return answer.join();
        } catch (RuntimeException e) {
            throw late;
        }
    }

    private static void closeLate(CompletableFuture<Connection> answer) {
        try {
            answer.join().close();
        } catch (SQLException | RuntimeException e) {
            // There was no connection, or it cannot be used.
        }
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    /** Ends the threads. The {@code DataSource} belongs to the app. */
    @Override
    public void close() {
        DaemonThreads.end(connecting);
    }
}
