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
 * What becomes known of service tokens without any change of them: when they were used, and what notice was given. It
 * takes no turn among the changes, and no node has to be told. Thread-safe.
 */
final class Usage {

    /** As long as they are one transaction, they hold the locks of so many rows. */
    private static final int AT_ONCE = 500;

    private static final int MOST_ATTEMPTS = 3;

    /** Class 23 of SQLStates: a constraint does not let it be. */
    private static final String CONSTRAINT = "23";

    private final Database database;
    private final Duration limit;
    private final InstantSource clock;

    Usage(Database database, Settings settings) {
        this.database = database;
        this.limit = settings.operationTimeout();
        this.clock = settings.clock();
    }

    void recordLastSeen(Map<UUID, Instant> lastSeen) throws JdbcStoreException, InterruptedException {
        // In an order that is the same for all nodes: else two may wait for each other.
        List<Map.Entry<UUID, Instant>> all =
                lastSeen.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Map.Entry<UUID, Instant>> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            for (int attempt = 1; !record(some, attempt == MOST_ATTEMPTS); attempt++) {
                // A change that holds some of the rows in another order comes first.
                Thread.onSpinWait();
            }
        }
    }

    /** {@return whether it is kept; if not, it may be tried again} */
    private boolean record(List<Map.Entry<UUID, Instant>> some, boolean last)
            throws JdbcStoreException, InterruptedException {
        try (Borrowed db = database.borrow(limit)) {
            db.beginWriting();
            update(db, some);
            db.connection().commit();
            return true;
        } catch (SQLException e) {
            JdbcStoreException failure = new JdbcStoreException("recording the use of service tokens", e);
            if (last || !failure.isToBeTriedAgain()) {
                throw failure;
            }
            return false;
        }
    }

    private void update(Borrowed db, List<Map.Entry<UUID, Instant>> some) throws SQLException {
        String sql = "UPDATE latchkey_service_token SET last_seen_at = ?"
                + " WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ? OR last_seen_at > ?)";
        // Noted while a clock was ahead.
        Instant ahead = clock.instant().plus(ServiceTokenUsage.AHEAD);
        try (PreparedStatement statement = db.prepare(sql)) {
            for (Map.Entry<UUID, Instant> each : some) {
                Micros.set(statement, 1, each.getValue());
                statement.setObject(2, each.getKey());
                Micros.set(statement, 3, each.getValue());
                Micros.set(statement, 4, ahead);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** {@return whether there is such a service token, and this was the first call for that end} */
    boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws JdbcStoreException, InterruptedException {
        String sql = "INSERT INTO latchkey_expiry_notice (service_token_id, expires_at)"
                + " SELECT id, ? FROM latchkey_service_token WHERE id = ?"
                + " AND NOT EXISTS (SELECT 1 FROM latchkey_expiry_notice WHERE service_token_id = ? AND expires_at = ?)";
        String what = "claiming a notice";
        try (Borrowed db = database.borrow(limit)) {
            return insert(db.autoCommitting(), sql, tokenId, expiresAt);
        } catch (SQLException e) {
            throw new JdbcStoreException(what, e);
        }
    }

    private static boolean insert(Borrowed db, String sql, UUID tokenId, Instant expiresAt) throws SQLException {
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setLong(1, Micros.of(expiresAt));
            statement.setObject(2, tokenId);
            statement.setObject(3, tokenId);
            statement.setLong(4, Micros.of(expiresAt));
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(CONSTRAINT)) {
                // Another was first, or took the service token away, in this very moment.
                return false;
            }
            throw e;
        }
    }
}
