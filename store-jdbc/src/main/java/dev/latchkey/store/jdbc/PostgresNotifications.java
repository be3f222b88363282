package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection that receives change notifications of PostgreSQL. It needs the driver's classes; if they are not
 * visible, linking fails and the node polls. Used by one thread at a time.
 */
final class PostgresNotifications implements AutoCloseable {

    private final BoundedConnection db;
    private final PGConnection connection;

    private PostgresNotifications(BoundedConnection db, PGConnection connection) {
        this.db = db;
        this.connection = connection;
    }

    /**
     * Returns why this connection cannot listen, or null.
     *
     * <p>A pooler reports a process ID of its own. In transaction mode, LISTEN would remain on a session that belongs
     * to another client.
     */
    static @Nullable String obstacle(BoundedConnection db) throws SQLException {
        if (!db.connection().isWrapperFor(PGConnection.class)) {
            return "the driver is not the PostgreSQL JDBC driver";
        }
        int reported = db.connection().unwrap(PGConnection.class).getBackendPID();
        try (PreparedStatement statement = db.autoCommitting().prepare("SELECT pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getInt(1) == reported ? null : "a connection pooler is in front of PostgreSQL";
        }
    }

    /** Starts to listen and takes over the connection. There must be no {@linkplain #obstacle obstacle}. */
    static PostgresNotifications on(BoundedConnection db) throws SQLException {
        PGConnection connection = db.connection().unwrap(PGConnection.class);
        db.autoCommitting().execute("LISTEN " + SqlDialect.CHANNEL);
        return new PostgresNotifications(db, connection);
    }

    BoundedConnection db() {
        return db;
    }

    /** Waits for a notification for a limited time; returns whether there was one. */
    boolean await(Duration longest) throws SQLException {
        // 0 would wait forever.
        PGNotification[] received = connection.getNotifications((int) Math.max(1, longest.toMillis()));
        return received != null && received.length > 0;
    }

    /** Returns the connection. */
    @Override
    public void close() {
        try (db) {
            db.autoCommitting().execute("UNLISTEN " + SqlDialect.CHANNEL);
        } catch (SQLException e) {
            // The connection is broken, so it no longer listens.
        }
    }
}
