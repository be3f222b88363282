package dev.latchkey.internal.session;

import dev.latchkey.store.SigningKeyStore;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store for keys that others made, when an application token names one that is not known: one thread at a time,
 * and after each time not for a second, as anybody can make up the ids of keys. Thread-safe.
 */
final class KeyNews {

    /** How long what the store said goes on counting. */
    static final Duration COOLDOWN = Duration.ofSeconds(1);

    /** How long a thread waits for another one that asks. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /**
     * The last time.
     *
     * @param answered false where the store could not tell: then nobody knows whether there is such a key
     */
    private record Asked(long atMillis, boolean answered) {}

    private final SigningKeyStore store;
    private final InstantSource clock;
    private final SingleFlight<Asked> asking = new SingleFlight<>(LONGEST_WAIT);
    private volatile @Nullable Asked last;

    KeyNews(SigningKeyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes sure that the store was asked within the last second.
     *
     * @throws Exception if it could not tell, then or now: an unknown key may be a good one
     */
    void ask() throws Exception {
        Asked newest = recent();
        if (newest == null) {
            newest = asking.join(this::askUnlessOtherDid);
        }
        if (!newest.answered()) {
            throw new IllegalStateException("whether there is a newer signing key could not be told a moment ago");
        }
    }

    private @Nullable Asked recent() {
        Asked known = last;
        // A clock that was set back must not keep anybody from asking.
        boolean isRecent = known != null && Math.abs(clock.millis() - known.atMillis()) < COOLDOWN.toMillis();
        return isRecent ? known : null;
    }

    private Asked askUnlessOtherDid() throws Exception {
        Asked others = recent();
        return others == null ? askStore() : others;
    }

    private Asked askStore() throws Exception {
        boolean answered = false;
        try {
            store.refreshSigningKeys();
            answered = true;
        } finally {
            // From when it ended: what takes long must not be begun again at once.
            last = new Asked(clock.millis(), answered);
        }
        return new Asked(clock.millis(), true);
    }
}
