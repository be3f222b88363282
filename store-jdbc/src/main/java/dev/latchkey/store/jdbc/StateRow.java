package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The single row of {@code latchkey_state}, which identifies the state of the database. Immutable.
 *
 * <p>Each change has a random stamp beside its number. A database that was restored from a backup reaches the same
 * numbers by other changes; the stamp tells them apart.
 *
 * @param number the number of the last change
 * @param stamp the stamp of that change
 * @param configurationStamp the stamp of the last change of the configuration
 * @param keysStamp the stamp of the last change of the signing keys
 */
record StateRow(long number, long stamp, long configurationStamp, long keysStamp) {

    private static final String READ =
            "SELECT change_number, stamp, configuration_stamp, keys_stamp FROM latchkey_state WHERE id = 1";

    static StateRow read(BoundedConnection db) throws SQLException, JdbcStoreException {
        return read(db, READ);
    }

    /** Locks the row for this transaction, and returns the latest state. */
    static StateRow lock(BoundedConnection db) throws SQLException, JdbcStoreException {
        return read(db, READ + " FOR UPDATE");
    }

    private static StateRow read(BoundedConnection db, String sql) throws SQLException, JdbcStoreException {
        try (PreparedStatement statement = db.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new JdbcStoreException("the row of latchkey_state is missing");
            }
            return new StateRow(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    /** Returns since when uses of service tokens are recorded. */
    static Instant usesRecordedSince(BoundedConnection db) throws SQLException, JdbcStoreException {
        try (PreparedStatement statement = db.prepare("SELECT uses_recorded_since FROM latchkey_state WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new JdbcStoreException("the row of latchkey_state is missing");
            }
            return EpochMicros.instant(row.getLong(1));
        }
    }

    /** Writes this state; the row must be locked. */
    void write(BoundedConnection db) throws SQLException {
        String sql = "UPDATE latchkey_state SET change_number = ?, stamp = ?, configuration_stamp = ?, keys_stamp = ?"
                + " WHERE id = 1";
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, number);
            statement.setLong(2, stamp);
            statement.setLong(3, configurationStamp);
            statement.setLong(4, keysStamp);
            statement.executeUpdate();
        }
    }
}
