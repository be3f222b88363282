package dev.latchkey.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A store of service tokens, applications, signing keys and ended sessions. */
public interface AccessStore extends CredentialStore, ApplicationStore, SigningKeyStore, RevocationStore {

    /**
     * Returns a description of this store for the log, for example {@code the file /etc/app/latchkey.json}; by default
     * the name of the class. It must not contain a password.
     */
    default String location() {
        return getClass().getName();
    }

    /**
     * Returns the time since this store last confirmed that its configuration is complete and current; null, the
     * default, if unknown. Must answer from memory.
     */
    default @Nullable Duration age() {
        return null;
    }
}
