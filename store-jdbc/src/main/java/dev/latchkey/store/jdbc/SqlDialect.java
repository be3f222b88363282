package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The differences between the supported databases. */
public enum SqlDialect {
    /** PostgreSQL 15 and newer. */
    POSTGRESQL,
    /** H2 2. */
    H2;

    /** Additional time for a statement, so that the lock timeout applies first; in milliseconds. */
    private static final long LONGER = 500;

    /** The notification channel. It belongs to the database, so nodes in other schemas are notified as well. */
    static final String CHANNEL = "latchkey_change";

    /** Returns the folder of its schema, which is also its name in settings. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the dialect of a database.
     *
     * @throws ConfigurationException if the database is not supported
     */
    static SqlDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "H2" -> H2;
            default ->
                throw new ConfigurationException(
                        "JDBC store",
                        List.of(new Fault(
                                "",
                                "the database is neither PostgreSQL nor H2; if it understands the SQL of one of them, set the"
                                        + " dialect")));
        };
    }

    /**
     * Returns whether each transaction begins with {@link #beginReading} or {@link #beginWriting}. JDBC's own methods
     * change the session, which costs three more round trips and, behind a pooler in transaction mode, affects other
     * clients.
     */
    boolean setsUpEachTransaction() {
        return this == POSTGRESQL;
    }

    /** Returns the first statement of a read-only transaction with a consistent snapshot; may be empty. */
    String beginReading() {
        return this == POSTGRESQL ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" : "";
    }

    /**
     * Returns the first statement of a transaction that writes; may be empty. Each of its statements sees the latest
     * commits.
     *
     * <p>The idle limit applies if a node is cut off during a change. Without it, its lock would stop all other nodes
     * from writing until TCP gives up, which takes hours.
     *
     * <p>With asynchronous commits, a crash could undo an acknowledged change, so that a revoked secret becomes valid
     * again. They are switched off for this transaction; stricter settings stay.
     *
     * @param limit how long a statement, or the wait for a lock, may take
     */
    String beginWriting(Duration limit) {
        long millis = limit.toMillis();
        return this == POSTGRESQL
                ? "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = " + millis
                        + "; SET LOCAL statement_timeout = " + (millis + LONGER)
                        + "; SET LOCAL idle_in_transaction_session_timeout = " + 2 * millis
                        + "; SELECT set_config('synchronous_commit', 'on', true)"
                        + " WHERE current_setting('synchronous_commit') = 'off'"
                : "";
    }

    /** Returns the statement that notifies other nodes when the change is committed; may be empty. */
    String notification() {
        return this == POSTGRESQL ? "SELECT pg_notify('" + CHANNEL + "', '')" : "";
    }
}
