package dev.latchkey.store.jdbc;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.StoredSigningKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the database since a node looked last, all of one moment. Immutable.
 *
 * @param state how far the database has come
 * @param isFromAnotherPast whether the database is not the one of before with changes added: it was restored
 * @param configuration the configuration, if it may be another
 * @param keys the signing keys, if they may be others
 * @param ended the sessions that were ended; null if none were
 * @param clientIds of the service tokens that were changed; null for any of them
 */
record News(
        State state,
        boolean isFromAnotherPast,
        @Nullable Snapshot<AccessConfiguration> configuration,
        @Nullable Snapshot<List<StoredSigningKey>> keys,
        @Nullable EndedSessions ended,
        @Nullable List<String> clientIds) {

    /** A change that no node has seen: before the first. */
    private static final long NONE = -1;

    /** {@return everything: news for who knows nothing} */
    static News everything(Borrowed db, KeyRows keys) throws SQLException, JdbcStoreException {
        return everything(db, keys, State.read(db));
    }

    private static News everything(Borrowed db, KeyRows keys, State now) throws SQLException {
        return new News(now, true, configuration(db, now), keys(db, now, keys), RevocationRows.after(db, NONE), null);
    }

    /**
     * {@return what happened after {@code seen}}
     *
     * @param known what is known already, which may be newer than {@code seen}: a node's own changes are
     */
    static News since(State seen, Knowledge known, Borrowed db, KeyRows keys) throws SQLException, JdbcStoreException {
        State now = State.read(db);
        if (now.equals(seen)) {
            // Who told of a change is at home in another schema of this database.
            return new News(now, false, null, null, null, List.of());
        }
        ChangeLog.Changes changes = ChangeLog.between(db, seen, now, known::isOwn);
        if (changes == null) {
            return everything(db, keys, now);
        }
        boolean sameConfiguration =
                now.configurationStamp() == known.configuration().stamp();
        boolean sameKeys = now.keysStamp() == known.keys().stamp();
        return new News(
                now,
                false,
                sameConfiguration ? null : configuration(db, now),
                sameKeys ? null : keys(db, now, keys),
                changes.endSessions() ? RevocationRows.after(db, seen.number()) : null,
                changes.clientIds());
    }

    private static Snapshot<AccessConfiguration> configuration(Borrowed db, State now) throws SQLException {
        AccessConfiguration read = ConfigurationRows.read(ConfigurationTable.read(db));
        return new Snapshot<>(read, now.number(), now.configurationStamp());
    }

    private static Snapshot<List<StoredSigningKey>> keys(Borrowed db, State now, KeyRows keys) throws SQLException {
        return new Snapshot<>(keys.read(db), now.number(), now.keysStamp());
    }

    Snapshot<AccessConfiguration> configurationOrFail() {
        return Objects.requireNonNull(configuration);
    }

    Snapshot<List<StoredSigningKey>> keysOrFail() {
        return Objects.requireNonNull(keys);
    }
}
