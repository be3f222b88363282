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

    /** The maximum length of a session ID. */
    static final int LONGEST_ID = 256;

    /** How many sessions one change forgets. */
    private static final int MOST_AT_ONCE = 10_000;

    private RevocationRows() {}

    /** Ends sessions, or extends existing entries. */
    static void put(BoundedConnection db, EndedSessions ended, long changeNumber) throws SQLException {
        for (RevocableSession session : ended.byId().values()) {
            put(db, session, changeNumber);
        }
        if (!ended.forgotten().ranges().isEmpty()) {
            replace(db, forgotten(db).with(ended.forgotten()));
        }
    }

    private static void put(BoundedConnection db, RevocableSession session, long changeNumber) throws SQLException {
        String change = "UPDATE latchkey_revocation SET change_number = ?,"
                + " ends_at = CASE WHEN ends_at < ? THEN ? ELSE ends_at END WHERE session_id = ?";
        try (PreparedStatement statement = db.prepare(change)) {
            statement.setLong(1, changeNumber);
            EpochMicros.set(statement, 2, session.expiresAt());
            EpochMicros.set(statement, 3, session.expiresAt());
            statement.setString(4, session.id());
            if (statement.executeUpdate() > 0) {
                return;
            }
        }
        String add = "INSERT INTO latchkey_revocation (session_id, issued_at, ends_at, change_number)"
                + " VALUES (?, ?, ?, ?)";
        try (PreparedStatement statement = db.prepare(add)) {
            statement.setString(1, session.id());
            EpochMicros.set(statement, 2, session.issuedAt());
            EpochMicros.set(statement, 3, session.expiresAt());
            statement.setLong(4, changeNumber);
            statement.executeUpdate();
        }
    }

    /** Removes entries as {@link EndedSessions#toForget} decides. */
    static void sweep(BoundedConnection db, Instant now) throws SQLException {
        Instant limit = now.minus(ForgottenSessions.KEPT_AFTER_EXPIRY);
        List<RevocableSession> over = new ArrayList<>();
        String sql = "SELECT session_id, issued_at, ends_at FROM latchkey_revocation WHERE ends_at < ?"
                + " ORDER BY ends_at DESC, session_id LIMIT ? OFFSET ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            EpochMicros.set(statement, 1, limit);
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

    private static void replace(BoundedConnection db, ForgottenSessions forgotten) throws SQLException {
        db.execute("DELETE FROM latchkey_forgotten_session");
        String sql = "INSERT INTO latchkey_forgotten_session (issued_from, issued_to, ends_to) VALUES (?, ?, ?)";
        try (PreparedStatement statement = db.prepare(sql)) {
            for (ForgottenSessions.Range range : forgotten.ranges()) {
                EpochMicros.set(statement, 1, range.issuedFrom());
                EpochMicros.set(statement, 2, range.issuedTo());
                EpochMicros.set(statement, 3, range.expiresTo());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Returns the sessions that later changes ended, and all ranges of forgotten ones. */
    static EndedSessions after(BoundedConnection db, long changeNumber) throws SQLException {
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
                EpochMicros.instant(row.getLong("issued_at")),
                EpochMicros.instant(row.getLong("ends_at")));
    }

    private static ForgottenSessions forgotten(BoundedConnection db) throws SQLException {
        List<ForgottenSessions.Range> ranges = new ArrayList<>();
        String sql = "SELECT issued_from, issued_to, ends_to FROM latchkey_forgotten_session";
        try (PreparedStatement statement = db.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ranges.add(new ForgottenSessions.Range(
                        EpochMicros.instant(row.getLong(1)),
                        EpochMicros.instant(row.getLong(2)),
                        EpochMicros.instant(row.getLong(3))));
            }
        }
        return ForgottenSessions.of(ranges);
    }
}
