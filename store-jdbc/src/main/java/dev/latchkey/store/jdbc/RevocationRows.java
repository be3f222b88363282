package dev.latchkey.store.jdbc;

import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code latchkey_revocation} and {@code latchkey_forgotten_session}. Stateless. */
final class RevocationRows {

    /** The longest session id that is kept. */
    static final int LONGEST_ID = 256;

    /** How many sessions one change forgets. */
    private static final int MOST_AT_ONCE = 10_000;

    private RevocationRows() {}

    /** Ends a session, or moves the end of one on. */
    static void put(Borrowed db, RevocableSession session, long changeNumber) throws SQLException {
        String change = "UPDATE latchkey_revocation SET change_number = ?,"
                + " ends_at = CASE WHEN ends_at < ? THEN ? ELSE ends_at END WHERE session_id = ?";
        try (PreparedStatement statement = db.prepare(change)) {
            statement.setLong(1, changeNumber);
            Micros.set(statement, 2, session.expiresAt());
            Micros.set(statement, 3, session.expiresAt());
            statement.setString(4, session.id());
            if (statement.executeUpdate() > 0) {
                return;
            }
        }
        String add = "INSERT INTO latchkey_revocation (session_id, issued_at, ends_at, change_number)"
                + " VALUES (?, ?, ?, ?)";
        try (PreparedStatement statement = db.prepare(add)) {
            statement.setString(1, session.id());
            Micros.set(statement, 2, session.issuedAt());
            Micros.set(statement, 3, session.expiresAt());
            statement.setLong(4, changeNumber);
            statement.executeUpdate();
        }
    }

    /** Removes what need not be remembered one by one any more, as {@link EndedSessions#toForget} has it. */
    static void sweep(Borrowed db, Instant now) throws SQLException {
        Instant limit = now.minus(ForgottenSessions.KEPT_AFTER_EXPIRY);
        List<RevocableSession> over = new ArrayList<>();
        String sql = "SELECT session_id, issued_at, ends_at FROM latchkey_revocation WHERE ends_at < ?"
                + " ORDER BY ends_at DESC, session_id LIMIT ? OFFSET ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            Micros.set(statement, 1, limit);
            statement.setInt(2, MOST_AT_ONCE);
            statement.setInt(3, ForgottenSessions.KEPT_EXPIRED);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    over.add(session(row));
                }
            }
        }
        if (over.isEmpty()) {
            return;
        }
        replace(db, forgotten(db).with(over));
        try (PreparedStatement statement = db.prepare("DELETE FROM latchkey_revocation WHERE session_id = ?")) {
            for (RevocableSession session : over) {
                statement.setString(1, session.id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void replace(Borrowed db, ForgottenSessions forgotten) throws SQLException {
        db.execute("DELETE FROM latchkey_forgotten_session");
        String sql = "INSERT INTO latchkey_forgotten_session (issued_from, issued_to, ends_to) VALUES (?, ?, ?)";
        try (PreparedStatement statement = db.prepare(sql)) {
            for (ForgottenSessions.Range range : forgotten.ranges()) {
                Micros.set(statement, 1, range.issuedFrom());
                Micros.set(statement, 2, range.issuedTo());
                Micros.set(statement, 3, range.expiresTo());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** {@return the sessions that were ended by changes after that one, and all outlines} */
    static EndedSessions after(Borrowed db, long changeNumber) throws SQLException {
        Map<String, RevocableSession> byId = new HashMap<>();
        String sql = "SELECT session_id, issued_at, ends_at FROM latchkey_revocation WHERE change_number > ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, changeNumber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    RevocableSession session = session(row);
                    byId.put(session.id(), session);
                }
            }
        }
        return new EndedSessions(byId, forgotten(db));
    }

    private static RevocableSession session(ResultSet row) throws SQLException {
        return new RevocableSession(
                row.getString("session_id"),
                Micros.instant(row.getLong("issued_at")),
                Micros.instant(row.getLong("ends_at")));
    }

    private static ForgottenSessions forgotten(Borrowed db) throws SQLException {
        List<ForgottenSessions.Range> ranges = new ArrayList<>();
        String sql = "SELECT issued_from, issued_to, ends_to FROM latchkey_forgotten_session";
        try (PreparedStatement statement = db.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ranges.add(new ForgottenSessions.Range(
                        Micros.instant(row.getLong(1)),
                        Micros.instant(row.getLong(2)),
                        Micros.instant(row.getLong(3))));
            }
        }
        return ForgottenSessions.of(ranges);
    }
}
