package dev.latchkey.store.jdbc;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes one after another, among all nodes: each holds the one row of the state from its first step to its
 * commit. Thread-safe.
 */
final class Writes {

    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
    private static final int MOST_ATTEMPTS = 3;

    private final Database database;
    private final Knowledge knowledge;
    private final SecureRandom random;
    private final Duration limit;

    /**
     * Held while the database is written to, on purpose: who waits here would else wait for the same row, with a
     * connection of the app's pool in hand that requests may need.
     */
    private final ReentrantLock turn = new ReentrantLock(true);

    Writes(Database database, Knowledge knowledge, Settings settings) {
        this.database = database;
        this.knowledge = knowledge;
        this.random = settings.random();
        this.limit = settings.operationTimeout();
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Step<R extends @Nullable Object> {
        R on(WriteTransaction transaction) throws Exception;
    }

    /**
     * Makes a change: all of it or, where anything is thrown, nothing. When this returns, it is kept and known here.
     *
     * @param what for messages
     * @param step may be done anew if the database lets another transaction pass
     * @throws JdbcStoreException if it is not kept, or that cannot be known
     * @throws IllegalStateException if it is called from within a change
     */
    <R extends @Nullable Object> R make(String what, Step<R> step) throws Exception {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of the store must not make another one");
        }
        if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new JdbcStoreException(
                    what + ": other changes on this node took longer than " + limit.toMillis() + " ms");
        }
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return attempt(what, step);
                } catch (JdbcStoreException e) {
                    if (!e.isToBeTriedAgain() || attempt == MOST_ATTEMPTS) {
                        throw e;
                    }
                    LOG.debug("tried again: {}", e.getMessage());
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private <R extends @Nullable Object> R attempt(String what, Step<R> step) throws Exception {
        WriteTransaction transaction;
        R result;
        SQLException doubt;
        try (Borrowed db = database.borrow(limit)) {
            try {
                db.beginWriting();
                transaction = new WriteTransaction(db, awaitTurn(what, db), random.nextLong());
                result = step.on(transaction);
                if (!transaction.isChange()) {
                    return result;
                }
                transaction.seal();
            } catch (SQLException e) {
                throw new JdbcStoreException(what, e);
            }
            doubt = commit(db);
        }
        if (doubt != null) {
            // Only now that the connection is gone: as long as it holds the row, nobody can look.
            requireKept(what, transaction, doubt);
        }
        transaction.publish(knowledge);
        return result;
    }

    private static State awaitTurn(String what, Borrowed db) throws JdbcStoreException {
        try {
            return State.lock(db);
        } catch (SQLException e) {
            throw new JdbcStoreException(what + ", while waiting for the changes of other nodes", e);
        }
    }

    private static @Nullable SQLException commit(Borrowed db) {
        try {
            db.connection().commit();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    /** The connection broke while it was to say whether the change is kept: the database knows. */
    private void requireKept(String what, WriteTransaction transaction, SQLException doubt)
            throws JdbcStoreException, InterruptedException {
        boolean kept;
        try (Borrowed db = database.borrow(limit)) {
            db.beginWriting();
            // A commit that is still under way holds this row.
            State.lock(db);
            kept = ChangeLog.holds(db, transaction.after());
        } catch (SQLException | JdbcStoreException e) {
            throw new JdbcStoreException(
                    what + ": the connection failed in the commit (" + JdbcStoreException.describe(doubt)
                            + "), and whether the change is kept is not known",
                    e);
        }
        if (!kept) {
            throw new JdbcStoreException(what, doubt);
        }
        LOG.info("a change was kept although the connection failed in its commit");
    }
}
