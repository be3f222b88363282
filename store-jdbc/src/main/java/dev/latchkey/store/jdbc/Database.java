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
 * The app's {@code DataSource}, bounded in time: a pool that is exhausted may let its callers wait for half a minute, and
 * so it is asked on threads of ours, and left waiting alone. Thread-safe.
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
     * {@return the database behind {@code source}}
     *
     * @param dialect what it understands; null to ask it
     * @param limit how long asking may take
     * @throws dev.latchkey.configuration.ConfigurationException if it is one that is not supported
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
            throw new JdbcStoreException("asking the database what it is", e);
        }
    }

    SqlDialect dialect() {
        return dialect;
    }

    /**
     * {@return a connection}
     *
     * @param limit how long it may take to get it, and then each statement
     * @throws JdbcStoreException if there is none to be had
     */
    Borrowed borrow(Duration limit) throws JdbcStoreException, InterruptedException {
        Connection connection = connect(source, connecting, limit);
        try {
            return Borrowed.of(connection, dialect, limit);
        } catch (SQLException | RuntimeException e) {
            throw new JdbcStoreException("connecting to the database", e);
        }
    }

    /** {@return a connection, asked for on this thread, for as long as it takes} */
    Borrowed borrowHere(Duration limit) throws JdbcStoreException {
        try {
            return Borrowed.of(source.getConnection(), dialect, limit);
        } catch (SQLException | RuntimeException e) {
            throw new JdbcStoreException("connecting to the database", e);
        }
    }

    /** {@return what {@code work} reads, each statement on its own} */
    <R> R read(String what, Duration limit, Borrowed.Work<R> work) throws JdbcStoreException, InterruptedException {
        try (Borrowed db = borrow(limit)) {
            return work.on(db.autoCommitting());
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    /** {@return what {@code work} reads from the contents of one moment} */
    <R> R readOneMoment(String what, Duration limit, Borrowed.Work<R> work)
            throws JdbcStoreException, InterruptedException {
        try (Borrowed db = borrow(limit)) {
            return db.readOneMoment(work);
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    /**
     * {@return what {@code work} reads from the contents of one moment} For who keeps a request waiting: all of it takes no
     * longer than the limit, however many statements there are. What takes longer goes on by itself, and ends after each
     * of its statements had that long.
     */
    <R> R readWithin(String what, Duration limit, Borrowed.Work<R> work)
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

    private <R> void read(Duration limit, Borrowed.Work<R> work, CompletableFuture<R> answer) {
        try (Borrowed db = borrowHere(limit)) {
            answer.complete(db.readOneMoment(work));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static JdbcStoreException noThread(Throwable e) {
        return e instanceof OutOfMemoryError
                ? new JdbcStoreException("there is no thread to be had", e)
                : new JdbcStoreException("too many wait for a connection to the database, or the store was closed");
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
            return tooLate(answer, limit);
        } catch (InterruptedException e) {
            if (!answer.completeExceptionally(e)) {
                giveBack(answer);
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

    private static Connection tooLate(CompletableFuture<Connection> answer, Duration limit) throws JdbcStoreException {
        JdbcStoreException late =
                new JdbcStoreException("there was no connection to the database within " + limit.toMillis() + " ms");
        if (answer.completeExceptionally(late)) {
            throw late;
        }
        // It came in this very moment.
        try {
            return answer.join();
        } catch (RuntimeException e) {
            throw late;
        }
    }

    private static void giveBack(CompletableFuture<Connection> answer) {
        try {
            answer.join().close();
        } catch (SQLException | RuntimeException e) {
            // There was none, or it is of no use to anybody.
        }
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    /** Ends the threads; the {@code DataSource} is the app's. */
    @Override
    public void close() {
        DaemonThreads.end(connecting);
    }
}
