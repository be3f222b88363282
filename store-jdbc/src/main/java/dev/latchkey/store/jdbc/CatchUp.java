package dev.latchkey.store.jdbc;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what happened in the database, and lets the node know. Used by one thread at a time. */
final class CatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final Knowledge knowledge;
    private final KeyRows keys;
    private final Settings settings;
    private State seen;

    CatchUp(Knowledge knowledge, KeyRows keys, Settings settings, State seen) {
        this.knowledge = knowledge;
        this.keys = keys;
        this.settings = settings;
        this.seen = seen;
    }

    /**
     * Looks once. Where nothing changed, that is one row by its primary key.
     *
     * @param told whether there was a change, as far as is known, so that this row need not be read for itself
     */
    void look(Borrowed db, boolean told) throws SQLException, JdbcStoreException {
        // Before the database is asked: what it answers may be old by the time it arrives.
        Moment asked = settings.now();
        if (told || !State.read(db.autoCommitting()).equals(seen)) {
            asked = settings.now();
            db.readOneMoment(this::follow);
        }
        knowledge.confirm(asked);
    }

    /** Learns before the transaction is at its end, whose round trip nobody need wait for. */
    private State follow(Borrowed db) throws SQLException, JdbcStoreException {
        learn(News.since(seen, knowledge, db, keys));
        return seen;
    }

    private void learn(News news) {
        if (news.isFromAnotherPast()) {
            LOG.warn(
                    "changes {} to {} of the database are not to be followed one by one; everything is read anew",
                    seen.number(),
                    news.state().number());
        }
        knowledge.learn(news);
        seen = news.state();
    }
}
