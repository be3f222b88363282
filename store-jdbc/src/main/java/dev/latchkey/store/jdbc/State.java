package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The one row of {@code latchkey_state}: how far the database has come. Immutable.
 *
 * <p>A stamp is a random number that a change is given beside its own. It tells apart what a number cannot: a database
 * that was restored from a backup counts on from there, and comes to the same numbers by other changes.
 *
 * @param number the number of the last change
 * @param stamp that change's stamp
 * @param configurationStamp the stamp of the last change of the configuration
 * @param keysStamp the stamp of the last change of the signing keys
 */
record State(long number, long stamp, long configurationStamp, long keysStamp) {

    private static final String READ =
            "SELECT change_number, stamp, configuration_stamp, keys_stamp FROM latchkey_state WHERE id = 1";

    static State read(Borrowed db) throws SQLException, JdbcStoreException {
        return read(db, READ);
    }

    /** Waits until no other transaction changes anything, and keeps others waiting. {@return what is newest} */
    static State lock(Borrowed db) throws SQLException, JdbcStoreException {
        return read(db, READ + " FOR UPDATE");
    }

    private static State read(Borrowed db, String sql) throws SQLException, JdbcStoreException {
        try (PreparedStatement statement = db.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new JdbcStoreException("the row of latchkey_state is gone");
            }
            return new State(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    /** {@return since when uses of service tokens are kept} */
    static Instant usesRecordedSince(Borrowed db) throws SQLException, JdbcStoreException {
        try (PreparedStatement statement = db.prepare("SELECT uses_recorded_since FROM latchkey_state WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new JdbcStoreException("the row of latchkey_state is gone");
            }
            return Micros.instant(row.getLong(1));
        }
    }

    /** Keeps this as what is newest. To be called with the row locked. */
    void write(Borrowed db) throws SQLException {
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
