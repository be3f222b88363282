package dev.latchkey.store.json;

import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.json.WatchedFile.WhenMissing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Remembers ended sessions in a file. Thread-safe; {@link #isRevoked} answers from memory. */
final class RevocationFile implements RevocationStore, AutoCloseable {

    /** How much longer than its end a session is remembered: other clocks may be behind ours. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final WatchedFile<Map<String, Instant>> file;
    private final InstantSource clock;

    private RevocationFile(WatchedFile<Map<String, Instant>> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens the file, which comes into being with the first session that is ended.
     *
     * @param clock tells when a session may be forgotten
     * @throws IOException if it cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if it is broken
     */
    static RevocationFile open(Path path, InstantSource clock) throws IOException {
        return new RevocationFile(WatchedFile.open(path, new RevocationFormat(), WhenMissing.WAIT), clock);
    }

    WatchedFile<?> file() {
        return file;
    }

    /** {@return the sessions that are remembered, by id, each with when it would have ended by itself} Immutable. */
    Map<String, Instant> revoked() {
        return file.contents();
    }

    @Override
    public boolean isRevoked(String sessionId) {
        return file.contents().containsKey(sessionId);
    }

    @Override
    public void revoke(String sessionId, Instant until) throws IOException {
        file.update(before -> {
            Instant past = clock.instant().minus(MARGIN);
            Map<String, Instant> after = new HashMap<>(before);
            after.merge(sessionId, until, RevocationFormat::later);
            after.values().removeIf(end -> end.isBefore(past));
            return after.equals(before) ? before : Map.copyOf(after);
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
