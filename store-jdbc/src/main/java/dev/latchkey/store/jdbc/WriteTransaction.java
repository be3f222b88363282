package dev.latchkey.store.jdbc;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.jdbc.ChangeLog.Entry;
import dev.latchkey.store.jdbc.ChangeLog.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change in progress. Its subjects are written to the change log, and applied to the local state after the commit.
 * Not thread-safe.
 */
final class WriteTransaction {

    private final BoundedConnection db;
    private final StateRow before;
    private final long stamp;
    private final Set<Entry> touched = new LinkedHashSet<>();
    private EndedSessions revoked = EndedSessions.NONE;
    private @Nullable AccessConfiguration configuration;
    private @Nullable List<StoredSigningKey> keys;

    /**
     * Starts a change.
     *
     * @param db a connection with the state row locked
     * @param before the latest state
     * @param stamp a random number
     */
    WriteTransaction(BoundedConnection db, StateRow before, long stamp) {
        this.db = db;
        this.before = before;
        this.stamp = stamp;
    }

    BoundedConnection db() {
        return db;
    }

    StateRow before() {
        return before;
    }

    /** Returns the number of this change. */
    long number() {
        return before.number() + 1;
    }

    /** Records that a service token was written. */
    void touchToken(String clientId) {
        touched.add(new Entry(Kind.TOKEN, clientId));
    }

    /** Records that the configuration was written. */
    void replaceConfiguration(AccessConfiguration now) {
        configuration = now;
        touched.add(new Entry(Kind.CONFIGURATION, ""));
    }

    /** Records that the signing keys were written. */
    void replaceKeys(List<StoredSigningKey> now) {
        keys = now;
        touched.add(new Entry(Kind.KEYS, ""));
    }

    /** Records that sessions ended. */
    void revoke(EndedSessions ended) {
        revoked = ended;
        ended.byId().keySet().forEach(id -> touched.add(new Entry(Kind.SESSION, id)));
        if (!ended.forgotten().ranges().isEmpty()) {
            touched.add(new Entry(Kind.SESSION, ""));
        }
    }

    /** Returns whether anything was written. */
    boolean isChange() {
        return !touched.isEmpty();
    }

    /** Returns the state after this change. */
    StateRow after() {
        return new StateRow(
                number(),
                stamp,
                configuration == null ? before.configurationStamp() : stamp,
                keys == null ? before.keysStamp() : stamp);
    }

    /** Writes the change log and the state row, and notifies other nodes. */
    void seal() throws SQLException {
        ChangeLog.append(db, after(), new ArrayList<>(touched));
        after().write(db);
        db.execute(db.dialect().notification());
    }

    /** Applies the change to this node's local state. */
    void publish(LocalState localState) {
        if (configuration != null) {
            localState.offerConfiguration(new Snapshot<>(configuration, number(), stamp));
        }
        if (keys != null) {
            localState.offerKeys(new Snapshot<>(keys, number(), stamp));
        }
        localState.revoke(revoked);
        localState
                .tokens()
                .forget(touched.stream()
                        .filter(entry -> entry.kind() == Kind.TOKEN)
                        .map(Entry::subject)
                        .toList());
        localState.addOwn(after());
    }
}
