package dev.latchkey.management;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.SecretDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What opens the management API (management contract, section 3): a secret, of which only the digest is known here.
 * Immutable.
 *
 * @param name the name of its client in events and in the log: 1 to 64 characters of {@code A-Za-z0-9._@-}
 * @param scope what it is good for
 * @param digest the digest of the secret, which should be long and random
 */
public record ManagementToken(String name, Scope scope, SecretDigest digest) {

    /** What a management token is good for. */
    public enum Scope {
        /** GET and HEAD. */
        READ,
        /** Everything. */
        WRITE;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word that stands for it in configuration. */
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
     * Rejects a name that could not stand in a log.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming the member
     */
    public ManagementToken {
        Faults faults = new Faults();
        if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
            faults.add("/name", "must be 1 to 64 characters of A-Z a-z 0-9 . _ @ -");
        }
        faults.throwIfAny("management token");
    }
}
