package dev.latchkey.servlet.parameters;

import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the init parameters of filter and management servlet for a store in a container's database. */
public final class DatabaseParameters {

    /** The JNDI name of the {@code DataSource}. A database store is used only if it is set. */
    public static final String DATA_SOURCE = "data-source";

    static final String KEY_ENCRYPTION_KEY = "key-encryption-key";
    static final String FAIL_CLOSED_AFTER = "fail-closed-after";
    static final String MIGRATE = "migrate";
    static final String LISTEN = "listen";

    /** All parameters of a database store. */
    public static final Set<String> PARAMETERS =
            Set.of(DATA_SOURCE, KEY_ENCRYPTION_KEY, FAIL_CLOSED_AFTER, MIGRATE, LISTEN);

    private static final String ARTIFACT = "dev.latchkey:latchkey-store-jdbc";

    private DatabaseParameters() {}

    /** Returns the store that the parameters describe, or null if they describe none or are invalid. */
    public static @Nullable StoreOpener read(InitParameters parameters, InstantSource clock) {
        if (!parameters.has(DATA_SOURCE)) {
            parameters.refuse(PARAMETERS, "has no effect unless " + DATA_SOURCE + " is set");
            return null;
        }
        try {
            return JdbcParameters.read(parameters, clock);
        } catch (NoClassDefFoundError e) {
            // The dependency is optional.
            parameters.fault(DATA_SOURCE, "needs the artifact " + ARTIFACT + ", which is not on the class path");
            return null;
        }
    }
}
