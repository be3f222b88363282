package dev.latchkey.store.jdbc;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads changes from the database and applies them to the local state. Used by one thread at a time. */
final class ChangeFollower {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFollower.class);

    private final LocalState localState;
    private final KeyRows keys;
    private final JdbcSettings settings;
    private StateRow seen;

    ChangeFollower(LocalState localState, KeyRows keys, JdbcSettings settings, StateRow seen) {
        this.localState = localState;
        this.keys = keys;
        this.settings = settings;
        this.seen = seen;
    }

    /**
     * Reads and applies changes. If there are none, it reads a single row by its primary key.
     *
     * @param notified whether a notification arrived, so that this row need not be checked first
     */
    void poll(BoundedConnection db, boolean notified) throws SQLException, JdbcStoreException {
        // Taken before the query, as its answer may be old when it arrives.
        Moment asked = settings.now();
        if (notified || !StateRow.read(db.autoCommitting()).equals(seen)) {
            asked = settings.now();
            db.readSnapshot(this::follow);
        }
        localState.confirm(asked);
    }

    /** Applies the changes before the transaction ends, to save the round trip. */
    private StateRow follow(BoundedConnection db) throws SQLException, JdbcStoreException {
        learn(RemoteChanges.since(seen, localState, db, keys));
        return seen;
    }

    private void learn(RemoteChanges changes) {
        if (changes.replacesHistory()) {
            LOG.warn(
                    "change log is incomplete ({}..{}); reloading everything",
                    seen.number(),
                    changes.state().number());
        }
        localState.learn(changes);
        seen = changes.state();
    }
}
