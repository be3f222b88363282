package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the databases that are supported do not have in common. */
public enum SqlDialect {
    /** PostgreSQL 15 and newer. */
    POSTGRESQL,
    /** H2 2. */
    H2;

    /** So that who waits for a lock is told of that, and not of a slow statement; in milliseconds. */
    private static final long LONGER = 500;

    /** What PostgreSQL tells of a change on. It is the database's: with several schemas, each is told of all. */
    static final String CHANNEL = "latchkey_change";

    /** {@return the folder of its schema, and its name in settings} */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the dialect of the database at the other end}
     *
     * @throws ConfigurationException if it is none of these
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
     * {@return whether a transaction is told what it is by {@link #beginReading} and {@link #beginWriting}, and no
     * otherwise} What JDBC has for it changes the whole session, at three more round trips, and would leave it changed for
     * others behind a pooler that gives a connection to another client after each transaction.
     */
    boolean setsUpEachTransaction() {
        return this == POSTGRESQL;
    }

    /** {@return the first statement of a transaction that reads the contents of one moment, or an empty text} */
    String beginReading() {
        return this == POSTGRESQL ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" : "";
    }

    /**
     * {@return the first statement of a transaction that writes, and sees what is newest, or an empty text}
     *
     * <p>The limit on idling counts when a node is cut off, or stops, in the middle of a change: without it, the lock
     * that it holds would keep every other node from writing until TCP gives up, and that takes hours.
     *
     * <p>Where commits are answered before they are on disk, a crash would take back what was acknowledged, and a revoked
     * secret would be good again. So that is off for this transaction; stricter settings stay.
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

    /** {@return the statement that tells other nodes of a change when it is committed, or an empty text} */
    String notification() {
        return this == POSTGRESQL ? "SELECT pg_notify('" + CHANNEL + "', '')" : "";
    }
}
