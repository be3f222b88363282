package dev.latchkey.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A store of everything: service tokens, applications, signing keys and ended sessions. */
public interface AccessStore extends CredentialStore, ApplicationStore, SigningKeyStore, RevocationStore {

    /**
     * Returns the kind of this store and its place, for people who read a log: for example {@code the file
     * /etc/app/latchkey.json}. It contains no password. The name of the class by default.
     */
    default String location() {
        return getClass().getName();
    }

    /**
     * Returns the time since this store last confirmed that its configuration is complete and current; null, as it is
     * by default, if that is unknown. It answers from memory.
     */
    default @Nullable Duration age() {
        return null;
    }
}
