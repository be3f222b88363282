package dev.latchkey.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Keeps PostgreSQL's driver from naming prepared statements on a borrowed connection. Names belong to the database's
 * session. A pooler in transaction mode gives that session to other clients, so a name may be missing (SQLState 26000)
 * or taken by somebody else (42P05).
 *
 * <p>Needs the driver's own types, so it cannot be linked where the application does not see them. Used by one thread at
 * a time.
 */
final class UnnamedStatements {

    /** Never prepare by name: neither statements, nor the driver's own BEGIN, COMMIT and ROLLBACK. */
    private static final int NEVER = 0;

    private final PGConnection connection;
    private final int before;

    private UnnamedStatements(PGConnection connection) {
        this.connection = connection;
        this.before = connection.getPrepareThreshold();
    }

    /** {@return the setting made on that connection; null if the driver is another one} */
    static @Nullable UnnamedStatements on(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return null;
        }
        UnnamedStatements made = new UnnamedStatements(connection.unwrap(PGConnection.class));
        made.connection.setPrepareThreshold(NEVER);
        return made;
    }

    /** Restores what the application had set. */
    void undo() {
        connection.setPrepareThreshold(before);
    }
}
