package dev.latchkey.servlet.parameters;

import static dev.latchkey.servlet.parameters.DatabaseParameters.DATA_SOURCE;
import static dev.latchkey.servlet.parameters.DatabaseParameters.FAIL_CLOSED_AFTER;
import static dev.latchkey.servlet.parameters.DatabaseParameters.KEY_ENCRYPTION_KEY;
import static dev.latchkey.servlet.parameters.DatabaseParameters.LISTEN;
import static dev.latchkey.servlet.parameters.DatabaseParameters.MIGRATE;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.jdbc.JdbcStoreException;
import dev.latchkey.store.jdbc.KeyEncryptionKey;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the init parameters of a database store. It is the only class here that needs the artifact latchkey-store-jdbc.
 * Not thread-safe.
 */
final class JdbcParameters implements StoreOpener {

    private static final String NEVER = "never";
    private static final Map<String, String> PARAMETER_OF_SETTING = Map.of("/failClosedAfter", FAIL_CLOSED_AFTER);

    private final String name;
    private final JdbcStore.Builder builder;

    private JdbcParameters(String name, JdbcStore.Builder builder) {
        this.name = name;
        this.builder = builder;
    }

    static @Nullable JdbcParameters read(InitParameters parameters, InstantSource clock) {
        String name = parameters.text(DATA_SOURCE);
        DataSource source = source(parameters, name);
        List<KeyEncryptionKey> keys = keys(parameters);
        Duration age = NEVER.equals(parameters.text(FAIL_CLOSED_AFTER)) ? null : parameters.duration(FAIL_CLOSED_AFTER);
        boolean migrate = parameters.flag(MIGRATE, false);
        boolean listen = parameters.flag(LISTEN, true);
        if (name == null || source == null || !parameters.faultless()) {
            return null;
        }
        JdbcStore.Builder builder = JdbcStore.builder(source)
                .clock(clock)
                .migrate(migrate)
                .listen(listen)
                .keyEncryptionKeys(keys);
        if (parameters.has(FAIL_CLOSED_AFTER)) {
            builder.failClosedAfter(age);
        }
        return checked(parameters, new JdbcParameters(name, builder));
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

    private static @Nullable JdbcParameters checked(InitParameters parameters, JdbcParameters read) {
        try {
            read.builder.check();
            return read;
        } catch (ConfigurationException e) {
            parameters.faults(e, PARAMETER_OF_SETTING);
            return null;
        }
    }

    @Override
    public JdbcStore open(String cannotStart) throws ServletException {
        String where = cannotStart + DATA_SOURCE + ": " + name + " cannot be used: ";
        try {
            return builder.open();
        } catch (ConfigurationException | JdbcStoreException e) {
            throw new ServletException(where + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(where + "interrupted during start", e);
        }
    }
}
