package dev.latchkey.examples.quickstart;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.Organization;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the quick start.
 *
 * @param port the port on 127.0.0.1; 0 for any free port
 * @param data the directory that keeps configuration and keys from one start to the next
 * @param authDomain the issuer's host; null to keep the stored one
 * @param database the database that keeps configuration and keys; null for a file in {@code data}
 */
record Settings(
        int port,
        Path data,
        @Nullable String authDomain,
        @Nullable DatabaseUrl database) {

    Settings(int port, Path data, @Nullable String authDomain) {
        this(port, data, authDomain, null);
    }

    /**
     * Returns the settings in the system properties {@code latchkey.port}, {@code .data}, {@code .auth-domain} and
     * {@code .jdbc}.
     */
    static Settings ofSystemProperties() throws StartException {
        return new Settings(
                port(System.getProperty("latchkey.port", "8080")),
                directory(System.getProperty("latchkey.data", "target/latchkey")),
                authDomain(System.getProperty("latchkey.auth-domain")),
                database(System.getProperty("latchkey.jdbc")));
    }

    private static @Nullable DatabaseUrl database(@Nullable String text) throws StartException {
        return text == null ? null : DatabaseUrl.of(text);
    }

    private static int port(String text) throws StartException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new StartException("latchkey.port must be a number from 0 to 65535, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static Path directory(String text) throws StartException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new StartException("latchkey.data must be a directory's path, not '" + text + "'");
        }
    }

    private static @Nullable String authDomain(@Nullable String text) throws StartException {
        try {
            return text == null
                    ? null
                    : Organization.builder().authDomain(text).build().authDomain();
        } catch (ConfigurationException e) {
            throw new StartException("latchkey.auth-domain cannot be '" + text + "' (" + e.getMessage() + ")");
        }
    }
}
