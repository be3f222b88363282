package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database could not be read or written, or did not answer in time. The message contains the operation, the kind of
 * fault and its SQLState. It never contains the driver's message, which may quote rows or a URL with a password; for
 * the same reason there is no cause.
 */
public final class JdbcStoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The only SQLState of its class that does not mean that the transaction was rolled back. */
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

    /** Returns the five-character SQLState of the database or driver, or null. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /**
     * Returns whether the database rolled back the transaction in favour of another one, so that a retry makes sense.
     */
    boolean isRetryable() {
        return sqlState != null && sqlState.startsWith("40") && !sqlState.equals(OUTCOME_UNKNOWN);
    }

    /**
     * Returns the kind of {@code fault} and its SQLState. Only messages of Latchkey itself are included, which are
     * needed to mend invalid rows.
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
