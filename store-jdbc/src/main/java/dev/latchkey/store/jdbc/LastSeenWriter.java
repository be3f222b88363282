package dev.latchkey.store.jdbc;

import dev.latchkey.internal.store.ServiceTokenUsage;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Records uses of service tokens and expiry notices. These are not changes of the configuration: they need no turn
 * among the changes, and other nodes need not know. Thread-safe.
 */
final class LastSeenWriter {

    /** The maximum number of row locks that one transaction holds. */
    private static final int AT_ONCE = 500;

    private static final int MOST_ATTEMPTS = 3;

    /** The class of SQLStates for violated constraints. */
    private static final String CONSTRAINT = "23";

    private final Database database;
    private final Duration limit;
    private final InstantSource clock;

    LastSeenWriter(Database database, JdbcSettings settings) {
        this.database = database;
        this.limit = settings.operationTimeout();
        this.clock = settings.clock();
    }

    void recordLastSeen(Map<UUID, Instant> lastSeen) throws JdbcStoreException, InterruptedException {
        // All nodes use the same order, as they could otherwise deadlock.
        List<Map.Entry<UUID, Instant>> all =
                lastSeen.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Map.Entry<UUID, Instant>> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            for (int attempt = 1; !record(some, attempt == MOST_ATTEMPTS); attempt++) {
                // A change locks some of the rows in another order; it goes first.
                Thread.onSpinWait();
            }
        }
    }

    /** Returns whether the uses were recorded; if not, a retry makes sense. */
    private boolean record(List<Map.Entry<UUID, Instant>> some, boolean last)
            throws JdbcStoreException, InterruptedException {
        try (BoundedConnection db = database.borrow(limit)) {
            db.beginWriting();
            update(db, some);
            db.connection().commit();
            return true;
        } catch (SQLException e) {
            JdbcStoreException failure = new JdbcStoreException("recording the use of service tokens", e);
            if (last || !failure.isRetryable()) {
                throw failure;
            }
            return false;
        }
    }

    private void update(BoundedConnection db, List<Map.Entry<UUID, Instant>> some) throws SQLException {
        String sql = "UPDATE latchkey_service_token SET last_seen_at = ?"
                + " WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ? OR last_seen_at > ?)";
        // Later uses were recorded while a clock was ahead.
        Instant ahead = clock.instant().plus(ServiceTokenUsage.AHEAD);
        try (PreparedStatement statement = db.prepare(sql)) {
            for (Map.Entry<UUID, Instant> each : some) {
                EpochMicros.set(statement, 1, each.getValue());
                statement.setObject(2, each.getKey());
                EpochMicros.set(statement, 3, each.getValue());
                EpochMicros.set(statement, 4, ahead);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Returns whether the service token exists and this was the first claim for that expiry. */
    boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws JdbcStoreException, InterruptedException {
        String sql = "INSERT INTO latchkey_expiry_notice (service_token_id, expires_at)"
                + " SELECT id, ? FROM latchkey_service_token WHERE id = ?"
                + " AND NOT EXISTS (SELECT 1 FROM latchkey_expiry_notice WHERE service_token_id = ? AND expires_at = ?)";
        String what = "claiming a notice";
        try (BoundedConnection db = database.borrow(limit)) {
            return insert(db.autoCommitting(), sql, tokenId, expiresAt);
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    private static boolean insert(BoundedConnection db, String sql, UUID tokenId, Instant expiresAt)
            throws SQLException {
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, EpochMicros.of(expiresAt));
            statement.setObject(2, tokenId);
            statement.setObject(3, tokenId);
            statement.setLong(4, EpochMicros.of(expiresAt));
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(CONSTRAINT)) {
                // Another node was first, or deleted the service token.
                return false;
            }
            throw e;
        }
    }
}
