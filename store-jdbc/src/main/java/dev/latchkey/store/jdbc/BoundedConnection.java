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
 * A connection of the app's {@code DataSource} on which every statement has a time limit, and which is returned
 * unchanged. Not thread-safe.
 */
final class BoundedConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedConnection.class);

    /** Lets the database's own limit apply first, which leaves the connection usable. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final int UNCHANGED = -1;

    private final Connection connection;
    private final SqlDialect dialect;
    private final Duration limit;
    private final boolean autoCommit;
    private int isolation = UNCHANGED;
    private int networkTimeout = UNCHANGED;
    private @Nullable UnnamedStatements unnamed;

    /** Whether the database itself limits the time of statements. */
    private boolean isBounded;

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<R> {
        R on(BoundedConnection db) throws SQLException, JdbcStoreException;
    }

    private BoundedConnection(Connection connection, SqlDialect dialect, Duration limit) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.limit = limit;
        this.autoCommit = connection.getAutoCommit();
    }

    /**
     * Takes over a connection, and closes it in any case.
     *
     * @param limit how long each statement may take
     */
    static BoundedConnection of(Connection connection, SqlDialect dialect, Duration limit) throws SQLException {
        try {
            BoundedConnection borrowed = new BoundedConnection(connection, dialect, limit);
            borrowed.boundNetwork();
            borrowed.disableNamedStatements();
            return borrowed;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    // Only this detects a network that drops packets. Not every driver supports it.
    private void boundNetwork() {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(limit.plus(SLACK).toMillis()));
            networkTimeout = before;
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            LOG.debug("the driver supports no network timeout: {}", e.getClass().getName());
        }
    }

    private void disableNamedStatements() throws SQLException {
        if (dialect == SqlDialect.POSTGRESQL) {
            try {
                unnamed = UnnamedStatements.on(connection);
            } catch (LinkageError e) {
                LOG.debug(
                        "the driver's classes are not visible here, so its own setting for prepared statements applies");
            }
        }
    }

    Connection connection() {
        return connection;
    }

    SqlDialect dialect() {
        return dialect;
    }

    /** Prepares a statement with the time limit. */
    PreparedStatement prepare(String sql) throws SQLException {
        return bounded(connection.prepareStatement(sql));
    }

    /** Executes a statement and ignores its result; does nothing for an empty text. */
    void execute(String sql) throws SQLException {
        if (!sql.isEmpty()) {
            try (Statement statement = bounded(connection.createStatement())) {
                statement.execute(sql);
            }
        }
    }

    // JDBC limits are in seconds. The database's own limits must apply first, because they distinguish a wait for other
    // writers from a slow statement.
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

    /** Returns this connection, with a transaction for each statement. */
    BoundedConnection autoCommitting() throws SQLException {
        connection.setAutoCommit(true);
        isBounded = false;
        return this;
    }

    /** Runs {@code work} in a read-only transaction with a consistent snapshot. */
    <R> R readSnapshot(Work<R> work) throws SQLException, JdbcStoreException {
        begin(Connection.TRANSACTION_REPEATABLE_READ, dialect.beginReading());
        try {
            return work.on(this);
        } finally {
            rollback();
        }
    }

    /** Begins a transaction in which each statement sees the latest commits. */
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

    /** Ends a transaction. If that fails, the connection is broken and the database ends it. */
    void rollback() {
        quietly(connection::rollback);
    }

    /** Returns the connection. */
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

    /** A step of the clean-up. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("could not reset a connection: {}", JdbcStoreException.describe(e));
        }
    }
}
