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
 * The quick start's database, which several quick starts may share: each of them is a node then. Neither a message nor
 * a log line has anything of the URL, as the password stands in it.
 */
final class DemoDatabase {

    private static final String KEY_ENCRYPTION_KEY = "LATCHKEY_KEY_ENCRYPTION_KEY";
    private static final int CONNECTIONS = 12;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    /** The first connections of a JVM take their time, above all where several start at once. */
    private static final int LONGEST_FIRST_WAIT_SECONDS = 15;

    /**
     * PostgreSQL's driver logs a URL that it cannot read, whole. Held here, as a logger that nobody holds is forgotten.
     */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private DemoDatabase() {}

    /** Returns the store in that database, with its tables made. */
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
            throw new StartException("the database of latchkey.jdbc cannot be used (" + e.getMessage() + ")");
        }
    }

    private static List<KeyEncryptionKey> keyEncryptionKeys(@Nullable String text) throws StartException {
        try {
            return text == null ? List.of() : KeyEncryptionKey.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new StartException(KEY_ENCRYPTION_KEY + ": " + e.getMessage());
        }
    }

    /** Asks without a pool, for which a database that is away and one that takes its time are the same. */
    private static void requireReachable(DatabaseUrl url) throws StartException {
        DriverManager.setLoginTimeout(LONGEST_FIRST_WAIT_SECONDS);
        try {
            DriverManager.getDriver(url.reveal());
        } catch (SQLException e) {
            // No word of it, nor of what comes below: it quotes the URL.
            throw new StartException("latchkey.jdbc names no database that a driver here knows");
        }
        try {
            DriverManager.getConnection(url.reveal()).close();
        } catch (SQLException e) {
            throw new StartException("the database of latchkey.jdbc cannot be reached ("
                    + e.getClass().getName() + ", SQLState " + e.getSQLState() + ")");
        }
    }

    private static HikariDataSource pool(DatabaseUrl url) throws StartException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.reveal());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(LONGEST_FIRST_WAIT_SECONDS * 1_000L);
        // It is the store that finds out whether the database is there, and says so without the URL.
        config.setInitializationFailTimeout(-1);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // No word of it: it quotes the URL.
            throw new StartException("latchkey.jdbc names no database that a driver here knows ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
