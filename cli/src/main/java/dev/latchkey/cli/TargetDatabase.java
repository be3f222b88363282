package dev.latchkey.cli;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.jdbc.KeyEncryptionKey;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The database of a command. Its URL may contain a password, so no message contains it. */
final class TargetDatabase {

    static final String URL = "LATCHKEY_JDBC_URL";

    private static final String USER = "LATCHKEY_JDBC_USER";
    private static final String PASSWORD = "LATCHKEY_JDBC_PASSWORD";
    private static final String KEY_ENCRYPTION_KEY = "LATCHKEY_KEY_ENCRYPTION_KEY";

    /** The limit for each step, including connecting. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Changes need not be polled in a short-lived program. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** PostgreSQL's driver logs invalid URLs. Held here, as an unreferenced logger loses its level. */
    private static final Logger POSTGRESQL = Logger.getLogger("org.postgresql");

    private final String url;
    private final Environment environment;

    TargetDatabase(String url, Environment environment) {
        this.url = url;
        this.environment = environment;
    }

    /**
     * Returns a data source.
     *
     * @throws CommandException if no driver accepts the URL
     */
    @SuppressWarnings("UnusedException") // It may quote the URL.
    DataSource source() throws CommandException {
        POSTGRESQL.setLevel(Level.OFF);
        Driver driver;
        try {
            driver = DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new CommandException(
                    ExitStatus.FAILED,
                    "no driver accepts the JDBC URL; it must be complete and begin with jdbc:postgresql: or jdbc:h2:");
        }
        Properties properties = new Properties();
        put(properties, "user", USER);
        put(properties, "password", PASSWORD);
        return new DriverDataSource(driver, url, properties);
    }

    private void put(Properties properties, String name, String variable) {
        String value = environment.variable(variable);
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    /**
     * Opens the store; the caller closes it.
     *
     * @throws ConfigurationException if the tables are missing or have another version, or their content is invalid
     */
    JdbcStore open() throws Exception {
        return JdbcStore.builder(source())
                .clock(environment.clock())
                .random(environment.random())
                .listen(false)
                .readThreads(1)
                .readTimeout(LIMIT)
                .operationTimeout(LIMIT)
                .openTimeout(LIMIT)
                .pollInterval(BETWEEN_LOOKS)
                .keyEncryptionKeys(keyEncryptionKeys())
                .open();
    }

    private List<KeyEncryptionKey> keyEncryptionKeys() throws CommandException {
        String keys = environment.variable(KEY_ENCRYPTION_KEY);
        try {
            return keys == null ? List.of() : KeyEncryptionKey.parseAll(keys);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.FAILED, KEY_ENCRYPTION_KEY + ": " + e.getMessage());
        }
    }
}
