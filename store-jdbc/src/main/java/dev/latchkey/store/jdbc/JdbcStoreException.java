package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be asked or written to now, or did not answer in time. It tells what was tried, the kind of fault
 * and its SQLState; never what the driver says, which may quote rows or a URL with a password, and so it has no cause.
 */
public final class JdbcStoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The one of its class that does not say that a transaction was undone. */
    private static final String OUTCOME_UNKNOWN = "40003";

    private final @Nullable String sqlState;

    JdbcStoreException(String message) {
        this(message, (String) null);
    }

    JdbcStoreException(String what, Throwable fault) {
        this(what + ": " + describe(fault), stateOf(fault));
    }

    private JdbcStoreException(String message, @Nullable String sqlState) {
        super(message);
        this.sqlState = sqlState;
    }

    /** {@return the SQLState (five characters) that the database or its driver gave; null where there is none} */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** {@return whether the database undid the whole transaction to let another one pass} */
    boolean isToBeTriedAgain() {
        return sqlState != null && sqlState.startsWith("40") && !sqlState.equals(OUTCOME_UNKNOWN);
    }

    /**
     * {@return the kind of {@code fault}, with its SQLState if it has one, and nothing that it says} What we say ourselves
     * of a row that cannot be read is repeated: whoever is to mend it has nothing else to go by.
     */
    static String describe(Throwable fault) {
        if (fault instanceof JdbcStoreException || fault instanceof ConfigurationException) {
            return String.valueOf(fault.getMessage());
        }
        String state = stateOf(fault);
        return fault.getClass().getName() + (state == null ? "" : ", SQLState " + state);
    }

    private static @Nullable String stateOf(Throwable fault) {
        if (fault instanceof JdbcStoreException ours) {
            return ours.sqlState;
        }
        String state = fault instanceof SQLException sql ? sql.getSQLState() : null;
        // A driver may put anything there.
        return state != null && state.matches("[0-9A-Z]{5}") ? state : null;
    }
}
