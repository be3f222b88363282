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
 * Makes one change at a time among all nodes: each locks the single state row from its first step to its commit.
 * Thread-safe.
 */
final class Writes {

    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
    private static final int MOST_ATTEMPTS = 3;

    private final Database database;
    private final LocalState localState;
    private final SecureRandom random;
    private final Duration limit;

    /**
     * Held during database writes on purpose: waiting threads would otherwise wait for the state row, each with a
     * connection of the app's pool that requests may need.
     */
    private final ReentrantLock lock = new ReentrantLock(true);

    Writes(Database database, LocalState localState, JdbcSettings settings) {
        this.database = database;
        this.localState = localState;
        this.random = settings.random();
        this.limit = settings.operationTimeout();
    }

    /** The steps of a change. */
    @FunctionalInterface
    interface Step<R extends @Nullable Object, X extends Exception> {
        R on(WriteTransaction transaction) throws X, SQLException;
    }

    /**
     * Makes a change completely or, if anything is thrown, not at all. When it returns, the change is stored and
     * applied on this node.
     *
     * @param what the operation, for messages
     * @param step may be repeated if the database rolls it back in favour of another transaction
     * @throws JdbcStoreException if the change was not stored, or its result is unknown
     * @throws IllegalStateException if it is called from within a change
     * @throws X from {@code step}
     */
    <R extends @Nullable Object, X extends Exception> R make(String what, Step<R, X> step)
            throws X, JdbcStoreException, InterruptedException {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of the store must not make another one");
        }
        if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new JdbcStoreException(
                    what + ": other changes on this node took longer than " + limit.toMillis() + " ms");
        }
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return attempt(what, step);
                } catch (JdbcStoreException e) {
                    if (!e.isRetryable() || attempt == MOST_ATTEMPTS) {
                        throw e;
                    }
                    LOG.debug("retrying: {}", e.getMessage());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private <R extends @Nullable Object, X extends Exception> R attempt(String what, Step<R, X> step)
            throws X, JdbcStoreException, InterruptedException {
        WriteTransaction transaction;
        R result;
        SQLException doubt;
        try (BoundedConnection db = database.borrow(limit)) {
            try {
                db.beginWriting();
                transaction = new WriteTransaction(db, lockState(what, db), random.nextLong());
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
            // Only now that the connection is closed: until then it holds the row that the check needs.
            requireKept(what, transaction, doubt);
        }
        transaction.publish(localState);
        return result;
    }

    private static StateRow lockState(String what, BoundedConnection db) throws JdbcStoreException {
        try {
            return StateRow.lock(db);
        } catch (SQLException e) {
            throw new JdbcStoreException(what + ", while waiting for changes of other nodes", e);
        }
    }

    private static @Nullable SQLException commit(BoundedConnection db) {
        try {
            db.connection().commit();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    /** Checks whether a change was stored whose commit failed without an answer. */
    private void requireKept(String what, WriteTransaction transaction, SQLException doubt)
            throws JdbcStoreException, InterruptedException {
        boolean kept;
        try (BoundedConnection db = database.borrow(limit)) {
            db.beginWriting();
            // A running commit still holds this row.
            StateRow.lock(db);
            kept = ChangeLog.holds(db, transaction.after());
        } catch (SQLException | JdbcStoreException e) {
            throw new JdbcStoreException(
                    what + ": the connection failed in the commit (" + JdbcStoreException.describe(doubt)
                            + "), so it is unknown whether the change was stored",
                    e);
        }
        if (!kept) {
            throw new JdbcStoreException(what, doubt);
        }
        LOG.info("the connection failed during a commit, but the change was stored");
    }
}
