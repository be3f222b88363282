package dev.latchkey.internal.session;

import dev.latchkey.store.SigningKeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store for keys of other nodes when an application token names an unknown key. At most one thread asks at a
 * time, at most once a second, and few others wait for the answer, because anybody can make up key IDs. Thread-safe.
 */
final class SigningKeyRefresh {

    /** How long an answer of the store stays valid. */
    static final Duration COOLDOWN = Duration.ofSeconds(1);

    /** How long a thread waits for another one's answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /**
     * How many requests may wait at once. While a store hangs, made-up key IDs must not take all threads from requests
     * that are answered from memory.
     */
    static final int MOST_WAITING = 32;

    /**
     * The last attempt.
     *
     * @param answered false if the store failed, so that it is unknown whether the key exists
     */
    private record Asked(long atMillis, boolean answered) {}

    private final SigningKeyStore store;
    private final InstantSource clock;
    private final SingleFlight<Asked> asking = new SingleFlight<>(LONGEST_WAIT);
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private volatile @Nullable Asked last;

    SigningKeyRefresh(SigningKeyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Ensures that the store was asked within the last second.
     *
     * @throws Exception if the store failed, now or within the last second, or too many requests wait for it, so that
     *     an unknown key may be valid
     */
    void ask() throws Exception {
        Asked known = recent();
        Asked newest = known == null ? askOrWait() : known;
        if (!newest.answered()) {
            throw new IllegalStateException("the store could not be asked for newer signing keys a moment ago");
        }
    }

    private Asked askOrWait() throws Exception {
        if (!waiting.tryAcquire()) {
            throw new IllegalStateException("too many requests wait for newer signing keys");
        }
        try {
            return asking.join(this::askUnlessRecent);
        } finally {
            waiting.release();
        }
    }

    private @Nullable Asked recent() {
        Asked known = last;
        // A clock that was set back must not stop refreshes.
        boolean isRecent = known != null && Math.abs(clock.millis() - known.atMillis()) < COOLDOWN.toMillis();
        return isRecent ? known : null;
    }

    private Asked askUnlessRecent() throws Exception {
        Asked others = recent();
        return others == null ? askStore() : others;
    }

    private Asked askStore() throws Exception {
        boolean answered = false;
        try {
            store.refreshSigningKeys();
            answered = true;
        } finally {
            // Counted from the end, so that slow refreshes do not follow each other directly.
            last = new Asked(clock.millis(), answered);
        }
        return new Asked(clock.millis(), true);
    }
}
