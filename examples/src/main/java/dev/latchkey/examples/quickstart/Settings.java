package dev.latchkey.examples.quickstart;

import dev.latchkey.application.Organization;
import dev.latchkey.configuration.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be set from outside.
 *
 * @param port where to listen on 127.0.0.1; 0 for any free port
 * @param data the directory that keeps configuration and keys from one start to the next
 * @param authDomain the issuer's host; null to leave it as it is
 */
record Settings(int port, Path data, @Nullable String authDomain) {

    /** {@return the settings in the system properties {@code latchkey.port}, {@code .data} and {@code .auth-domain}} */
    static Settings ofSystemProperties() throws StartException {
        return new Settings(
                port(System.getProperty("latchkey.port", "8080")),
                directory(System.getProperty("latchkey.data", "target/latchkey")),
                authDomain(System.getProperty("latchkey.auth-domain")));
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
