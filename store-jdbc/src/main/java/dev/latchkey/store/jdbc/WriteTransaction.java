package dev.latchkey.store.jdbc;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.RevocableSession;
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
 * One change on its way: what it touches is written to the log with it, and told to this node once it is kept. Not
 * thread-safe.
 */
final class WriteTransaction {

    private final Borrowed db;
    private final State before;
    private final long stamp;
    private final Set<Entry> touched = new LinkedHashSet<>();
    private final List<RevocableSession> revoked = new ArrayList<>();
    private @Nullable AccessConfiguration configuration;
    private @Nullable List<StoredSigningKey> keys;

    /**
     * @param db with the row of the state locked
     * @param before what is newest
     * @param stamp a random number
     */
    WriteTransaction(Borrowed db, State before, long stamp) {
        this.db = db;
        this.before = before;
        this.stamp = stamp;
    }

    Borrowed db() {
        return db;
    }

    State before() {
        return before;
    }

    /** {@return the number that this change has if it is kept} */
    long number() {
        return before.number() + 1;
    }

    /** A row of a service token was written. */
    void touchToken(String clientId) {
        touched.add(new Entry(Kind.TOKEN, clientId));
    }

    /** The configuration was written. */
    void replaceConfiguration(AccessConfiguration now) {
        configuration = now;
        touched.add(new Entry(Kind.CONFIGURATION, ""));
    }

    /** The signing keys were written. */
    void replaceKeys(List<StoredSigningKey> now) {
        keys = now;
        touched.add(new Entry(Kind.KEYS, ""));
    }

    /** The end of a session was written. */
    void revoke(RevocableSession session) {
        revoked.add(session);
        touched.add(new Entry(Kind.SESSION, session.id()));
    }

    /** {@return whether anything was written} */
    boolean isChange() {
        return !touched.isEmpty();
    }

    /** {@return what is newest once this is kept} */
    State after() {
        return new State(
                number(),
                stamp,
                configuration == null ? before.configurationStamp() : stamp,
                keys == null ? before.keysStamp() : stamp);
    }

    /** Writes what says that there was a change. */
    void seal() throws SQLException {
        ChangeLog.append(db, after(), new ArrayList<>(touched));
        after().write(db);
        db.execute(db.dialect().notification());
    }

    /** Lets this node know, without waiting for what others are told. */
    void publish(Knowledge knowledge) {
        if (configuration != null) {
            knowledge.offerConfiguration(new Snapshot<>(configuration, number(), stamp));
        }
        if (keys != null) {
            knowledge.offerKeys(new Snapshot<>(keys, number(), stamp));
        }
        revoked.forEach(knowledge::revoke);
        knowledge
                .tokens()
                .forget(touched.stream()
                        .filter(entry -> entry.kind() == Kind.TOKEN)
                        .map(Entry::subject)
                        .toList());
        knowledge.addOwn(after());
    }
}
