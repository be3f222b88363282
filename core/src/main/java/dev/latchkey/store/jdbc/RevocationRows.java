package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The rows of {@code latchkey_revocation}. Stateless. */
final class RevocationRows {

    /** The longest session id that is kept. */
    static final int LONGEST_ID = 256;

    /** Clocks differ: a session is forgotten well after its end. */
    static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    private RevocationRows() {}

    /** Ends a session, or moves the end of one on. */
    static void put(Borrowed db, String sessionId, Instant until, long changeNumber) throws SQLException {
        String change = "UPDATE latchkey_revocation SET change_number = ?,"
                + " ends_at = CASE WHEN ends_at < ? THEN ? ELSE ends_at END WHERE session_id = ?";
        try (PreparedStatement statement = db.prepare(change)) {
            statement.setLong(1, changeNumber);
            Micros.set(statement, 2, until);
            Micros.set(statement, 3, until);
            statement.setString(4, sessionId);
            if (statement.executeUpdate() > 0) {
                return;
            }
        }
        String add = "INSERT INTO latchkey_revocation (session_id, ends_at, change_number) VALUES (?, ?, ?)";
        try (PreparedStatement statement = db.prepare(add)) {
            statement.setString(1, sessionId);
            Micros.set(statement, 2, until);
            statement.setLong(3, changeNumber);
            statement.executeUpdate();
        }
    }

    /** Takes away what ended long ago. */
    static void sweep(Borrowed db, Instant now) throws SQLException {
        try (PreparedStatement statement = db.prepare("DELETE FROM latchkey_revocation WHERE ends_at < ?")) {
            Micros.set(statement, 1, now.minus(KEPT_AFTER_END));
            statement.executeUpdate();
        }
    }

    /** {@return the sessions that were ended by changes after that one, with the moments until when they count} */
    static Map<String, Instant> after(Borrowed db, long changeNumber) throws SQLException {
        Map<String, Instant> revoked = new HashMap<>();
        try (PreparedStatement statement =
                db.prepare("SELECT session_id, ends_at FROM latchkey_revocation WHERE change_number > ?")) {
            statement.setLong(1, changeNumber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    revoked.put(row.getString("session_id"), Micros.instant(row.getLong("ends_at")));
                }
            }
        }
        return revoked;
    }
}
