package dev.latchkey.servlet.parameters;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.jdbc.JdbcStoreBuilder;
import dev.latchkey.store.jdbc.JdbcStoreException;
import dev.latchkey.store.jdbc.KeyEncryptionKey;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store behind a {@code DataSource} of the container's, as the init-parameters of filter and servlet describe it. Not
 * thread-safe.
 */
public final class DatabaseParameters {

    /** Names the {@code DataSource}; without it, there is no such store. */
    public static final String DATA_SOURCE = "data-source";

    private static final String KEY_ENCRYPTION_KEY = "key-encryption-key";
    private static final String FAIL_CLOSED_AFTER = "fail-closed-after";
    private static final String MIGRATE = "migrate";
    private static final String LISTEN = "listen";

    /** All that is read here. */
    public static final Set<String> PARAMETERS =
            Set.of(DATA_SOURCE, KEY_ENCRYPTION_KEY, FAIL_CLOSED_AFTER, MIGRATE, LISTEN);

    private static final String NEVER = "never";
    private static final Map<String, String> PARAMETER_OF_SETTING = Map.of("/failClosedAfter", FAIL_CLOSED_AFTER);

    private final String name;
    private final JdbcStoreBuilder builder;

    private DatabaseParameters(String name, JdbcStoreBuilder builder) {
        this.name = name;
        this.builder = builder;
    }

    /**
     * {@return the store that the parameters describe; null if they describe none, or are at fault, which they know then}
     */
    public static @Nullable DatabaseParameters read(InitParameters parameters, InstantSource clock) {
        if (!parameters.has(DATA_SOURCE)) {
            parameters.refuse(PARAMETERS, "says nothing without " + DATA_SOURCE);
            return null;
        }
        String name = parameters.text(DATA_SOURCE);
        DataSource source = source(parameters, name);
        List<KeyEncryptionKey> keys = keys(parameters);
        Duration age = NEVER.equals(parameters.text(FAIL_CLOSED_AFTER)) ? null : parameters.duration(FAIL_CLOSED_AFTER);
        boolean migrate = parameters.flag(MIGRATE, false);
        boolean listen = parameters.flag(LISTEN, true);
        if (name == null || source == null || !parameters.faultless()) {
            return null;
        }
        JdbcStoreBuilder builder = JdbcStore.builder(source)
                .clock(clock)
                .migrate(migrate)
                .listen(listen)
                .keyEncryptionKeys(keys);
        if (parameters.has(FAIL_CLOSED_AFTER)) {
            builder.failClosedAfter(age);
        }
        return checked(parameters, new DatabaseParameters(name, builder));
    }

    private static @Nullable DataSource source(InitParameters parameters, @Nullable String name) {
        try {
            return name == null ? null : JndiDataSource.find(name);
        } catch (IllegalArgumentException e) {
            parameters.fault(DATA_SOURCE, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<KeyEncryptionKey> keys(InitParameters parameters) {
        String text = parameters.text(KEY_ENCRYPTION_KEY);
        try {
            return text == null ? List.of() : KeyEncryptionKey.parseAll(text);
        } catch (IllegalArgumentException e) {
            parameters.fault(KEY_ENCRYPTION_KEY, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static @Nullable DatabaseParameters checked(InitParameters parameters, DatabaseParameters read) {
        try {
            read.builder.check();
            return read;
        } catch (ConfigurationException e) {
            parameters.faults(e, PARAMETER_OF_SETTING);
            return null;
        }
    }

    /**
     * {@return the store, which does not close the {@code DataSource}}
     *
     * @param cannotStart what the message of a failure begins with
     * @throws ServletException if the database cannot be reached, its tables are not the right ones, or they hold what
     *     cannot be read; never with anything that a driver says
     */
    public JdbcStore open(String cannotStart) throws ServletException {
        String where = cannotStart + DATA_SOURCE + ": " + name + " cannot be used: ";
        try {
            return builder.open();
        } catch (ConfigurationException | JdbcStoreException e) {
            throw new ServletException(where + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(where + "the start was interrupted", e);
        }
    }
}
