package dev.latchkey.testsupport;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** An empty database for one test, bound to a JNDI name as in a container. It can become unreachable. */
public final class JndiDatabase implements DataSource, AutoCloseable {

    /** A driver may put it into messages, which must not be logged. */
    public static final String PASSWORD = "hunter2";

    private final JdbcDataSource source = new JdbcDataSource();
    private final String name = "java:comp/env/jdbc/" + UUID.randomUUID();
    private final Connection keeper;
    private volatile boolean away;

    public JndiDatabase() throws SQLException {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000");
        keeper = source.getConnection();
        TestNaming.bind(name, this);
    }

    /** Returns its JNDI name. */
    public String name() {
        return name;
    }

    public JndiDatabase away() {
        away = true;
        return this;
    }

    /** Returns the number of open connections, except the one of this query. */
    public int connections() throws SQLException {
        return Integer.parseInt(query("SELECT COUNT(*) - 1 FROM INFORMATION_SCHEMA.SESSIONS"));
    }

    public String query(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("no connection to jdbc:x://host/app?password=" + PASSWORD, "08001");
        }
        return source.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
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
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public void close() throws SQLException {
        keeper.close();
    }
}
