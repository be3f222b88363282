package dev.latchkey.cli;

import dev.latchkey.store.jdbc.JdbcStoreException;
import org.jspecify.annotations.Nullable;

/** What may be the matter with a database, in words that help: what a driver says may quote a URL or rows. Stateless. */
final class DatabaseFaults {

    private DatabaseFaults() {}

    /** {@return what went wrong and, where the SQLState tells, what to look at} */
    static String describe(JdbcStoreException e) {
        String hint = hint(e.sqlState());
        return "database: " + e.getMessage() + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    private static String hint(@Nullable String state) {
        if (state == null) {
            return "";
        } else if (state.startsWith("08")) {
            return "it cannot be reached: is it there, and is the URL right?";
        } else if (state.startsWith("28")) {
            return "it does not let this user in: LATCHKEY_JDBC_USER and LATCHKEY_JDBC_PASSWORD name another";
        }
        return switch (state) {
            case "3D000" -> "there is no database of that name";
            case "25006" -> "it is read-only";
            case "42501" -> "this user may not do that";
            case "57P03" -> "it is starting or stopping";
            default -> "";
        };
    }
}
