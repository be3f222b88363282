package dev.latchkey.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.jdbc.JdbcStoreException;
import dev.latchkey.store.jdbc.KeyEncryptionKey;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The quick start's database. Quick starts that share it are nodes of one app. No message and no log line contains the
 * URL, because it contains the password.
 */
final class DemoDatabase {

    private static final String KEY_ENCRYPTION_KEY = "LATCHKEY_KEY_ENCRYPTION_KEY";
    private static final int CONNECTIONS = 12;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    /** The first connections of a JVM are slow, especially if several JVMs start at once. */
    private static final int LONGEST_FIRST_WAIT_SECONDS = 15;

    /**
     * PostgreSQL's driver logs a whole URL that it cannot read. The logger is kept here, because loggers without a
     * reference are forgotten.
     */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private DemoDatabase() {}

    /** Opens the store in that database, and creates its tables. */
    static OpenStore open(DatabaseUrl url) throws StartException, InterruptedException {
        DRIVER.setLevel(Level.OFF);
        List<KeyEncryptionKey> keys = keyEncryptionKeys(System.getenv(KEY_ENCRYPTION_KEY));
        requireReachable(url);
        HikariDataSource pool = pool(url);
        try {
            JdbcStore store = JdbcStore.builder(pool)
                    .migrate(true)
                    .keyEncryptionKeys(keys)
                    .open();
            pool.getHikariConfigMXBean().setConnectionTimeout(LONGEST_WAIT_MILLIS);
            return new OpenStore(store, "database", "the database", () -> {
                store.close();
                pool.close();
            });
        } catch (JdbcStoreException | ConfigurationException e) {
            pool.close();
            throw new StartException("the database in latchkey.jdbc cannot be used (" + e.getMessage() + ")");
        }
    }

    private static List<KeyEncryptionKey> keyEncryptionKeys(@Nullable String text) throws StartException {
        try {
            return text == null ? List.of() : KeyEncryptionKey.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new StartException(KEY_ENCRYPTION_KEY + ": " + e.getMessage());
        }
    }

    /** Connects without a pool, because a pool reports a database that is down and a slow one alike. */
    private static void requireReachable(DatabaseUrl url) throws StartException {
        DriverManager.setLoginTimeout(LONGEST_FIRST_WAIT_SECONDS);
        try {
            DriverManager.getDriver(url.reveal());
        } catch (SQLException e) {
            // Without the message and the cause, which quote the URL.
            throw new StartException("no JDBC driver here accepts the URL in latchkey.jdbc");
        }
        try {
            DriverManager.getConnection(url.reveal()).close();
        } catch (SQLException e) {
            throw new StartException("the database in latchkey.jdbc is unreachable ("
                    + e.getClass().getName() + ", SQLState " + e.getSQLState() + ")");
        }
    }

    private static HikariDataSource pool(DatabaseUrl url) throws StartException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.reveal());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(LONGEST_FIRST_WAIT_SECONDS * 1_000L);
        // The store finds out whether the database is up, and reports it without the URL.
        config.setInitializationFailTimeout(-1);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // Without the message, which quotes the URL.
            throw new StartException("no JDBC driver here accepts the URL in latchkey.jdbc ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
