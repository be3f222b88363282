package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection on which PostgreSQL tells of changes. It needs the driver's own types: where they are not there, it
 * cannot be linked, and the node polls. Used by one thread at a time.
 */
final class PostgresNews implements AutoCloseable {

    private final Borrowed db;
    private final PGConnection connection;

    private PostgresNews(Borrowed db, PGConnection connection) {
        this.db = db;
        this.connection = connection;
    }

    /**
     * {@return why nobody can listen on that connection; null if that is possible}
     *
     * <p>A pooler shows a process ID of its own making. In transaction mode it would leave LISTEN behind on a session of
     * somebody else's.
     */
    static @Nullable String obstacle(Borrowed db) throws SQLException {
        if (!db.connection().isWrapperFor(PGConnection.class)) {
            return "the driver is not PostgreSQL's own";
        }
        int told = db.connection().unwrap(PGConnection.class).getBackendPID();
        try (PreparedStatement statement = db.autoCommitting().prepare("SELECT pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getInt(1) == told ? null : "a connection pooler stands in front of PostgreSQL";
        }
    }

    /** {@return the news on that connection, which is theirs now} There must be no {@linkplain #obstacle obstacle}. */
    static PostgresNews on(Borrowed db) throws SQLException {
        PGConnection connection = db.connection().unwrap(PGConnection.class);
        db.autoCommitting().execute("LISTEN " + SqlDialect.CHANNEL);
        return new PostgresNews(db, connection);
    }

    Borrowed db() {
        return db;
    }

    /** Waits for news, and no longer than that. {@return whether there were any} */
    boolean await(Duration longest) throws SQLException {
        // 0 would be for ever.
        PGNotification[] news = connection.getNotifications((int) Math.max(1, longest.toMillis()));
        return news != null && news.length > 0;
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        try (db) {
            db.autoCommitting().execute("UNLISTEN " + SqlDialect.CHANNEL);
        } catch (SQLException e) {
            // It is broken, and nobody listens on it any more.
        }
    }
}
