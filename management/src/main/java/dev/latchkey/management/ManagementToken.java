package dev.latchkey.management;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.SecretDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A management token, which opens the management API (management contract, section 3). Only the digest of its secret is
 * known. Immutable.
 *
 * @param name the name of its client in events and in the log: 1 to 64 characters of {@code A-Za-z0-9._@-}
 * @param scope the allowed operations
 * @param digest the digest of the secret, which should be long and random
 */
public record ManagementToken(String name, Scope scope, SecretDigest digest) {

    /** The operations that a management token allows. */
    public enum Scope {
        /** Allows GET and HEAD. */
        READ,
        /** Allows everything. */
        WRITE;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word for this scope in the configuration. */
        public String word() {
            return word;
        }

        /** Returns the scope with this word, or null. */
        public static @Nullable Scope ofWord(String word) {
            for (Scope each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            return null;
        }
    }

    /**
     * Checks the name, which appears in logs.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if the name is invalid
     */
    public ManagementToken {
        Faults faults = new Faults();
        if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
            faults.add("/name", "must be 1 to 64 characters of A-Z a-z 0-9 . _ @ -");
        }
        faults.throwIfAny("management token");
    }
}
