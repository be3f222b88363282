package dev.latchkey.cli;

import dev.latchkey.store.jdbc.JdbcStoreException;
import org.jspecify.annotations.Nullable;

/** Explains faults of a database. A driver's own message may quote a URL or rows. Stateless. */
final class DatabaseFaults {

    private DatabaseFaults() {}

    /** Returns what failed and, if the SQLState tells, what to check. */
    static String describe(JdbcStoreException e) {
        String hint = hint(e.sqlState());
        return "database: " + e.getMessage() + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    private static String hint(@Nullable String state) {
        if (state == null) {
            return "";
        } else if (state.startsWith("08")) {
            return "it is unreachable; check that it runs and that the URL is right";
        } else if (state.startsWith("28")) {
            return "it rejects this user; set LATCHKEY_JDBC_USER and LATCHKEY_JDBC_PASSWORD";
        }
        return switch (state) {
            case "3D000" -> "the database does not exist";
            case "25006" -> "it is read-only";
            case "42501" -> "this user lacks the permission";
            case "57P03" -> "it is starting or stopping";
            default -> "";
        };
    }
}
