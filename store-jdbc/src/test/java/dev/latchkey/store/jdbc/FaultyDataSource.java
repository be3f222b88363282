package dev.latchkey.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A {@code DataSource} that fails on command. Thread-safe. */
final class FaultyDataSource implements DataSource {

    /** A driver's message, which must not be repeated. */
    static final String INDISCREET = "jdbc:h2:mem:x?user=app&password=hunter2, row (nightly.access, sha256:00ff)";

    /** When a commit fails. */
    enum Commit {
        GOOD,
        CUT_BEFORE,
        CUT_AFTER
    }

    private static final String READ_TOKEN = "WHERE client_id = ?";
    private static final String READ_STATE = "FROM latchkey_state WHERE id = 1";

    private final DataSource good;
    private final AtomicInteger tokenReads = new AtomicInteger();
    private volatile boolean refuses;
    private volatile boolean readOnly;
    private volatile Commit commit = Commit.GOOD;
    private volatile CountDownLatch connecting = new CountDownLatch(0);
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile CountDownLatch answeringState = new CountDownLatch(0);
    private final AtomicInteger isolationChanges = new AtomicInteger();
    private final AtomicInteger conflicts = new AtomicInteger();
    private volatile boolean refusesListen;
    private volatile CountDownLatch asked = new CountDownLatch(0);

    FaultyDataSource(DataSource good) {
        this.good = good;
    }

    void refuse(boolean refuse) {
        refuses = refuse;
    }

    /** Makes connections read-only, if the database honors that. */
    void readOnly(boolean only) {
        readOnly = only;
    }

    void commit(Commit how) {
        commit = how;
    }

    /** Delays all connections until the latch is counted down. */
    CountDownLatch hang() {
        CountDownLatch latch = new CountDownLatch(1);
        connecting = latch;
        return latch;
    }

    /** Delays reads of service tokens until the latch is counted down. */
    CountDownLatch holdAnswers() {
        CountDownLatch latch = new CountDownLatch(1);
        asked = new CountDownLatch(1);
        answering = latch;
        return latch;
    }

    /** Delays reads of the state row until the latch is counted down. */
    CountDownLatch holdState() {
        CountDownLatch latch = new CountDownLatch(1);
        answeringState = latch;
        return latch;
    }

    /** Rolls the next changes back in favor of others. */
    void conflicts(int times) {
        conflicts.set(times);
    }

    /** Rejects LISTEN, like a standby. */
    void refuseListen() {
        refusesListen = true;
    }

    /** Returns how often the isolation of a session was changed. */
    int isolationChanges() {
        return isolationChanges.get();
    }

    /** Waits until a result is delayed. */
    void awaitHeldAnswer() throws InterruptedException {
        asked.await();
    }

    /** Returns how often service tokens were queried by Client ID. */
    int tokenReads() {
        return tokenReads.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        await(connecting);
        requireReachable();
        Connection connection = good.getConnection();
        connection.setReadOnly(readOnly);
        return proxy(Connection.class, (proxy, method, args) -> switch (method.getName()) {
            case "commit" -> {
                Commit how = commit;
                if (how != Commit.CUT_BEFORE) {
                    invoke(connection, method, args);
                }
                if (how != Commit.GOOD) {
                    commit = Commit.GOOD;
                    throw new SQLException(INDISCREET, "08006");
                }
                yield null;
            }
            case "prepareStatement" -> {
                requireReachable();
                if (String.valueOf(args[0]).endsWith("FOR UPDATE")
                        && conflicts.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
                    throw new SQLException(INDISCREET, "40001");
                }
                PreparedStatement statement = (PreparedStatement) invoke(connection, method, args);
                if (String.valueOf(args[0]).endsWith(READ_STATE)) {
                    await(answeringState);
                }
                yield String.valueOf(args[0]).endsWith(READ_TOKEN) ? watched(statement) : statement;
            }
            case "createStatement" -> deaf((Statement) invoke(connection, method, args));
            case "setTransactionIsolation" -> {
                isolationChanges.incrementAndGet();
                yield invoke(connection, method, args);
            }
            default -> invoke(connection, method, args);
        });
    }

    private Statement deaf(Statement statement) {
        return proxy(Statement.class, (proxy, method, args) -> {
            if (refusesListen && args != null && String.valueOf(args[0]).startsWith("LISTEN")) {
                throw new SQLException(INDISCREET, "25006");
            }
            return invoke(statement, method, args);
        });
    }

    private PreparedStatement watched(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (proxy, method, args) -> {
            boolean query = method.getName().equals("executeQuery");
            Object result = invoke(statement, method, args);
            if (query) {
                tokenReads.incrementAndGet();
                asked.countDown();
                await(answering);
            }
            return result;
        });
    }

    private void requireReachable() throws SQLException {
        if (refuses) {
            throw new SQLException(INDISCREET, "08001");
        }
    }

    private static void await(CountDownLatch latch) throws SQLException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("no wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
