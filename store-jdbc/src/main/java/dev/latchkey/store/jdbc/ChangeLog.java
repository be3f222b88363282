package dev.latchkey.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code latchkey_change_log}. Each change has at least one. Stateless. */
final class ChangeLog {

    /** How many changes are kept. A node that missed more reloads everything. */
    static final long KEPT = 10_000;

    /** Up to how many rows are read one by one. */
    static final int MOST_ROWS = 10_000;

    private static final long SWEEP_EVERY = 100;

    private ChangeLog() {}

    /** The subject of a change. */
    enum Kind {
        TOKEN,
        CONFIGURATION,
        KEYS,
        SESSION
    }

    /**
     * A changed item.
     *
     * @param subject the Client ID of a service token, or the ID of a session; empty for anything else
     */
    record Entry(Kind kind, String subject) {}

    /** Decides whether a change is already known. */
    @FunctionalInterface
    interface Known {
        boolean isKnown(long number, long stamp);
    }

    /** Adds the rows of a change, and occasionally removes old rows. */
    static void append(BoundedConnection db, StateRow change, List<Entry> entries) throws SQLException {
        String sql =
                "INSERT INTO latchkey_change_log (change_number, place, stamp, kind, subject) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement statement = db.prepare(sql)) {
            for (int place = 0; place < entries.size(); place++) {
                Entry entry = entries.get(place);
                statement.setLong(1, change.number());
                statement.setInt(2, place);
                statement.setLong(3, change.stamp());
                statement.setString(4, entry.kind().name());
                statement.setString(5, entry.subject());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        if (change.number() % SWEEP_EVERY == 0) {
            try (PreparedStatement statement = db.prepare("DELETE FROM latchkey_change_log WHERE change_number <= ?")) {
                statement.setLong(1, change.number() - KEPT);
                statement.executeUpdate();
            }
        }
    }

    /**
     * The contents of changes.
     *
     * @param clientIds the Client IDs of changed service tokens
     * @param endSessions whether sessions ended
     */
    record Changes(List<String> clientIds, boolean endSessions) {}

    /**
     * Returns the changes after {@code seen}. It is null if they cannot be determined: there are too many rows, or they
     * do not lead from {@code seen} to {@code now} without a gap, because rows were deleted or belong to another
     * history.
     *
     * @param known decides which changes can be skipped
     */
    static @Nullable Changes between(BoundedConnection db, StateRow seen, StateRow now, Known known)
            throws SQLException {
        String sql = "SELECT change_number, stamp, kind, subject FROM latchkey_change_log WHERE change_number >= ?"
                + " ORDER BY change_number, place";
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, seen.number());
            statement.setMaxRows(MOST_ROWS + 1);
            try (ResultSet row = statement.executeQuery()) {
                return between(row, seen, now, known);
            }
        }
    }

    private static @Nullable Changes between(ResultSet row, StateRow seen, StateRow now, Known known)
            throws SQLException {
        List<String> clientIds = new ArrayList<>();
        boolean endSessions = false;
        // There is no row for the state before the first change.
        long last = seen.number() == 0 ? 0 : seen.number() - 1;
        long lastStamp = seen.stamp();
        for (int rows = 1; row.next(); rows++) {
            long number = row.getLong("change_number");
            long stamp = row.getLong("stamp");
            boolean isSeen = number == seen.number();
            boolean follows = number == last || number == last + 1;
            if (rows > MOST_ROWS || !follows || (isSeen && stamp != seen.stamp())) {
                return null;
            }
            if (!isSeen && !known.isKnown(number, stamp)) {
                String kind = row.getString("kind");
                endSessions |= kind.equals(Kind.SESSION.name());
                if (kind.equals(Kind.TOKEN.name())) {
                    clientIds.add(row.getString("subject"));
                }
            }
            last = number;
            lastStamp = stamp;
        }
        return last == now.number() && lastStamp == now.stamp() ? new Changes(clientIds, endSessions) : null;
    }

    /** Returns whether the change with this number and stamp was stored. */
    static boolean holds(BoundedConnection db, StateRow change) throws SQLException {
        String sql = "SELECT 1 FROM latchkey_change_log WHERE change_number = ? AND stamp = ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, change.number());
            statement.setLong(2, change.stamp());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
