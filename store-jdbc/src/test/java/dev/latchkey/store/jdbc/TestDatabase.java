package dev.latchkey.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.testsupport.TestPostgreSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database behind a pool, for one test. */
final class TestDatabase implements AutoCloseable {

    /** The JDBC URL, with user and password, of a PostgreSQL to use instead of an embedded one. */
    private static final String OTHER_POSTGRESQL = "latchkey.test.postgresql";

    private static final int CONNECTIONS = 16;

    private final SqlDialect dialect;
    private final HikariDataSource pool;

    /** Keeps a database in memory alive, regardless of the pool. */
    private final Connection keeper;

    private final DataSource source;

    private TestDatabase(SqlDialect dialect, DataSource source) {
        this.dialect = dialect;
        this.source = source;
        try {
            this.keeper = source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMinimumIdle(1);
        config.setMaximumPoolSize(CONNECTIONS);
        this.pool = new HikariDataSource(config);
    }

    static TestDatabase of(SqlDialect dialect) {
        return switch (dialect) {
            case H2 -> h2();
            case POSTGRESQL -> postgresql();
        };
    }

    private static TestDatabase h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000");
        return new TestDatabase(SqlDialect.H2, source);
    }

    private static TestDatabase postgresql() {
        PGSimpleDataSource source = Server.source();
        String schema = "test_" + UUID.randomUUID().toString().replace('-', '_');
        run(source, "CREATE SCHEMA " + schema);
        source.setCurrentSchema(schema);
        source.setApplicationName(schema);
        return new TestDatabase(SqlDialect.POSTGRESQL, source);
    }

    /** Started once, when a test first needs it. */
    private static final class Server {

        private static final Object STARTED = start();

        private static Object start() {
            String other = System.getProperty(OTHER_POSTGRESQL);
            try {
                return other == null ? TestPostgreSql.start() : other;
            } catch (TestAbortedException e) {
                return String.valueOf(e.getMessage());
            }
        }

        static PGSimpleDataSource source() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            if (STARTED instanceof EmbeddedPostgres embedded) {
                source.setURL(embedded.getJdbcUrl("postgres", "postgres"));
                source.setUser("postgres");
            } else {
                String text = String.valueOf(STARTED);
                Assumptions.assumeTrue(text.startsWith("jdbc:"), text);
                source.setURL(text);
            }
            return source;
        }
    }

    SqlDialect dialect() {
        return dialect;
    }

    DataSource source() {
        return pool;
    }

    /** Returns PostgreSQL's port; skips the test if a password is required. */
    int port() {
        Assumptions.assumeTrue(((PGSimpleDataSource) source).getPassword() == null, "needs no password");
        return ((PGSimpleDataSource) source).getPortNumbers()[0];
    }

    /** Returns a data source for another port of this host, without a pool and with the driver's defaults. */
    DataSource through(int port) {
        PGSimpleDataSource other = new PGSimpleDataSource();
        other.setURL(((PGSimpleDataSource) source).getURL());
        other.setUser(((PGSimpleDataSource) source).getUser());
        other.setPortNumbers(new int[] {port});
        return other;
    }

    /** Ends all of PostgreSQL's connections of this test, except that of the statement. */
    void cutConnections() {
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND application_name = current_setting('application_name') AND query LIKE '%latchkey%'");
    }

    /** Returns a builder of a store with existing tables. */
    JdbcStore.Builder store() {
        return JdbcStore.builder(pool).migrate(true);
    }

    /** Executes SQL without the store. */
    void run(String sql) {
        run(pool, sql);
    }

    private static void run(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the first column of the first row. */
    String query(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
        try {
            keeper.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
