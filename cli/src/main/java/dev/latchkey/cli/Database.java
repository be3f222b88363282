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

/** The database that a command works on. Its URL may hold a password: it is part of no message. */
final class Database {

    static final String URL = "LATCHKEY_JDBC_URL";

    private static final String USER = "LATCHKEY_JDBC_USER";
    private static final String PASSWORD = "LATCHKEY_JDBC_PASSWORD";
    private static final String KEY_ENCRYPTION_KEY = "LATCHKEY_KEY_ENCRYPTION_KEY";

    /** For each step, to connect included: somebody waits, but not with a request. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A look for changes is a connection of its own, and of little use to a program that ends. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** PostgreSQL's driver logs a URL that it cannot read, whole. Held here, as a logger that nobody holds is forgotten. */
    private static final Logger POSTGRESQL = Logger.getLogger("org.postgresql");

    private final String url;
    private final Surroundings around;

    Database(String url, Surroundings around) {
        this.url = url;
        this.around = around;
    }

    /**
     * {@return where connections come from}
     *
     * @throws CommandException if no driver takes the URL
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
                    "no driver here understands the JDBC URL: it must begin with jdbc:postgresql: or jdbc:h2:, or with that of"
                            + " a driver beside the jar, and be whole");
        }
        Properties properties = new Properties();
        put(properties, "user", USER);
        put(properties, "password", PASSWORD);
        return new DriverDataSource(driver, url, properties);
    }

    private void put(Properties properties, String name, String variable) {
        String value = around.variable(variable);
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    /**
     * {@return the store in it} To be closed.
     *
     * @throws ConfigurationException if the tables are missing or of another version, or what is in them cannot be read
     */
    JdbcStore open() throws Exception {
        return JdbcStore.builder(source())
                .clock(around.clock())
                .random(around.random())
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
        String keys = around.variable(KEY_ENCRYPTION_KEY);
        try {
            return keys == null ? List.of() : KeyEncryptionKey.parseAll(keys);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.FAILED, KEY_ENCRYPTION_KEY + ": " + e.getMessage());
        }
    }
}
