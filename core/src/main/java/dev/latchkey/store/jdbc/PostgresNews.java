package dev.latchkey.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection on which PostgreSQL tells of changes. The only class that needs the driver's own types: where they are not
 * there, it cannot be linked, and the node polls. Used by one thread at a time.
 */
final class PostgresNews implements AutoCloseable {

    private final Borrowed db;
    private final PGConnection connection;

    private PostgresNews(Borrowed db, PGConnection connection) {
        this.db = db;
        this.connection = connection;
    }

    /** {@return the news on that connection, which is theirs now; null if the driver is another one} */
    static @Nullable PostgresNews on(Borrowed db) throws SQLException {
        if (!db.connection().isWrapperFor(PGConnection.class)) {
            return null;
        }
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
