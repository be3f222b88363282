package dev.latchkey.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Keeps PostgreSQL's driver from naming prepared statements on a borrowed connection. Names belong to the database
 * session. A pooler in transaction mode gives that session to other clients, so a name may be missing (SQLState 26000)
 * or taken (42P05).
 *
 * <p>It needs the driver's classes, so it cannot be linked where they are not visible. Used by one thread at a time.
 */
final class UnnamedStatements {

    /** Prepares nothing by name: neither statements, nor the driver's own BEGIN, COMMIT and ROLLBACK. */
    private static final int NEVER = 0;

    private final PGConnection connection;
    private final int before;

    private UnnamedStatements(PGConnection connection) {
        this.connection = connection;
        this.before = connection.getPrepareThreshold();
    }

    /** Changes the setting of a connection; returns null for another driver. */
    static @Nullable UnnamedStatements on(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return null;
        }
        UnnamedStatements made = new UnnamedStatements(connection.unwrap(PGConnection.class));
        made.connection.setPrepareThreshold(NEVER);
        return made;
    }

    /** Restores the app's setting. */
    void undo() {
        connection.setPrepareThreshold(before);
    }
}
