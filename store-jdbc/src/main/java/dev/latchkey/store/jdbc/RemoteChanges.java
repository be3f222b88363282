package dev.latchkey.store.jdbc;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.StoredSigningKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes in the database since a node last polled, in one consistent snapshot. Immutable.
 *
 * @param state the state after the changes
 * @param replacesHistory whether the changes do not continue the known history, because the database was restored
 * @param configuration the configuration, if it may have changed
 * @param keys the signing keys, if they may have changed
 * @param ended the sessions that ended
 * @param clientIds the Client IDs of changed service tokens; null for all
 */
record RemoteChanges(
        StateRow state,
        boolean replacesHistory,
        @Nullable Snapshot<AccessConfiguration> configuration,
        @Nullable Snapshot<List<StoredSigningKey>> keys,
        EndedSessions ended,
        @Nullable List<String> clientIds) {

    /** Before the first change. */
    private static final long NONE = -1;

    /** Returns the complete state. */
    static RemoteChanges everything(BoundedConnection db, KeyRows keys) throws SQLException, JdbcStoreException {
        return everything(db, keys, StateRow.read(db));
    }

    private static RemoteChanges everything(BoundedConnection db, KeyRows keys, StateRow now) throws SQLException {
        return new RemoteChanges(
                now, true, configuration(db, now), keys(db, now, keys), RevocationRows.after(db, NONE), null);
    }

    /**
     * Returns the changes after {@code seen}.
     *
     * @param known the local state, which may be newer than {@code seen} because of this node's own changes
     */
    static RemoteChanges since(StateRow seen, LocalState known, BoundedConnection db, KeyRows keys)
            throws SQLException, JdbcStoreException {
        StateRow now = StateRow.read(db);
        if (now.equals(seen)) {
            // The notification came from another schema of this database.
            return new RemoteChanges(now, false, null, null, EndedSessions.NONE, List.of());
        }
        ChangeLog.Changes changes = ChangeLog.between(db, seen, now, known::isOwn);
        if (changes == null) {
            return everything(db, keys, now);
        }
        boolean sameConfiguration =
                now.configurationStamp() == known.configuration().stamp();
        boolean sameKeys = now.keysStamp() == known.keys().stamp();
        return new RemoteChanges(
                now,
                false,
                sameConfiguration ? null : configuration(db, now),
                sameKeys ? null : keys(db, now, keys),
                changes.endSessions() ? RevocationRows.after(db, seen.number()) : EndedSessions.NONE,
                changes.clientIds());
    }

    private static Snapshot<AccessConfiguration> configuration(BoundedConnection db, StateRow now) throws SQLException {
        AccessConfiguration read = ConfigurationRows.read(ConfigurationTable.read(db));
        return new Snapshot<>(read, now.number(), now.configurationStamp());
    }

    private static Snapshot<List<StoredSigningKey>> keys(BoundedConnection db, StateRow now, KeyRows keys)
            throws SQLException {
        return new Snapshot<>(keys.read(db), now.number(), now.keysStamp());
    }

    Snapshot<AccessConfiguration> configurationOrFail() {
        return Objects.requireNonNull(configuration);
    }

    Snapshot<List<StoredSigningKey>> keysOrFail() {
        return Objects.requireNonNull(keys);
    }
}
