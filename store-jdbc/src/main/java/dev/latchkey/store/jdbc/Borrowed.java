package dev.latchkey.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the app's {@code DataSource}, for as long as it is needed: every statement on it is bounded in time,
 * and it is given back as it was. Not thread-safe.
 */
final class Borrowed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Borrowed.class);

    /** So that the database's own limit, which leaves the connection usable, is reached first. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final int UNCHANGED = -1;

    private final Connection connection;
    private final SqlDialect dialect;
    private final Duration limit;
    private final boolean autoCommit;
    private int isolation = UNCHANGED;
    private int networkTimeout = UNCHANGED;
    private @Nullable UnnamedStatements unnamed;

    /** Whether the database itself ends a statement that takes too long. */
    private boolean isBounded;

    /** Something that is done with a connection. */
    @FunctionalInterface
    interface Work<R> {
        R on(Borrowed db) throws SQLException, JdbcStoreException;
    }

    private Borrowed(Connection connection, SqlDialect dialect, Duration limit) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.limit = limit;
        this.autoCommit = connection.getAutoCommit();
    }

    /**
     * Takes over a connection; it is closed whatever happens.
     *
     * @param limit how long each statement may take
     */
    static Borrowed of(Connection connection, SqlDialect dialect, Duration limit) throws SQLException {
        try {
            Borrowed borrowed = new Borrowed(connection, dialect, limit);
            borrowed.boundNetwork();
            borrowed.nameNoStatements();
            return borrowed;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    // A network that swallows everything is noticed by nothing else. Not every driver has it.
    private void boundNetwork() {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(limit.plus(SLACK).toMillis()));
            networkTimeout = before;
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            LOG.debug(
                    "the driver cannot bound the network's time: {}",
                    e.getClass().getName());
        }
    }

    private void nameNoStatements() throws SQLException {
        if (dialect == SqlDialect.POSTGRESQL) {
            try {
                unnamed = UnnamedStatements.on(connection);
            } catch (LinkageError e) {
                LOG.debug("the driver's classes are not visible here; its own setting for prepared statements applies");
            }
        }
    }

    Connection connection() {
        return connection;
    }

    SqlDialect dialect() {
        return dialect;
    }

    /** {@return a statement that ends when it takes too long} */
    PreparedStatement prepare(String sql) throws SQLException {
        return bounded(connection.prepareStatement(sql));
    }

    /** Runs a statement that answers nothing of interest; an empty one is none. */
    void execute(String sql) throws SQLException {
        if (!sql.isEmpty()) {
            try (Statement statement = bounded(connection.createStatement())) {
                statement.execute(sql);
            }
        }
    }

    // JDBC counts in seconds. Where the database has limits of its own, they must come first: they tell apart who waits
    // for other writers, and who is slow.
    private <S extends Statement> S bounded(S statement) throws SQLException {
        if (isBounded) {
            return statement;
        }
        try {
            statement.setQueryTimeout((int) Math.max(1, limit.plusMillis(999).toSeconds()));
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** {@return this, with each statement a transaction of its own} */
    Borrowed autoCommitting() throws SQLException {
        connection.setAutoCommit(true);
        isBounded = false;
        return this;
    }

    /** Does {@code work}, which reads, on the contents of one moment. */
    <R> R readOneMoment(Work<R> work) throws SQLException, JdbcStoreException {
        begin(Connection.TRANSACTION_REPEATABLE_READ, dialect.beginReading());
        try {
            return work.on(this);
        } finally {
            rollback();
        }
    }

    /** Begins a transaction in which each statement sees what is newest. */
    void beginWriting() throws SQLException {
        begin(Connection.TRANSACTION_READ_COMMITTED, dialect.beginWriting(limit));
        isBounded = dialect.setsUpEachTransaction();
    }

    private void begin(int level, String first) throws SQLException {
        autoCommitting();
        if (!dialect.setsUpEachTransaction()) {
            isolate(level);
        }
        connection.setAutoCommit(false);
        execute(first);
    }

    private void isolate(int level) throws SQLException {
        int now = connection.getTransactionIsolation();
        if (now != level) {
            isolation = isolation == UNCHANGED ? now : isolation;
            connection.setTransactionIsolation(level);
        }
    }

    /** Ends a transaction; where that fails, the connection is broken, and the database has ended it or will. */
    void rollback() {
        quietly(connection::rollback);
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        quietly(() -> {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            if (isolation != UNCHANGED) {
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(isolation);
            }
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            if (unnamed != null) {
                unnamed.undo();
            }
            if (networkTimeout != UNCHANGED) {
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        });
        quietly(connection::close);
    }

    /** One step of tidying up. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("a connection could not be tidied up: {}", JdbcStoreException.describe(e));
        }
    }
}
