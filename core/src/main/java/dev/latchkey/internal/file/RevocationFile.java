package dev.latchkey.internal.file;

import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.RevocationStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Stores ended sessions in a file. Thread-safe; {@link #isRevoked} answers from memory. */
public final class RevocationFile implements RevocationStore, AutoCloseable {

    private final WatchedFile<EndedSessions> file;
    private final InstantSource clock;

    private RevocationFile(WatchedFile<EndedSessions> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens the file; ending the first session creates it.
     *
     * @param clock decides when a session can be forgotten
     * @throws IOException if the file cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if the file is invalid
     */
    public static RevocationFile open(Path path, InstantSource clock) throws IOException {
        return new RevocationFile(WatchedFile.open(path, new RevocationFormat(), WhenMissing.WAIT), clock);
    }

    public WatchedFile<?> file() {
        return file;
    }

    /** Logs if sessions cannot be ended because the file cannot be written. */
    public void checkReady() {
        file.logIfUnwritable("logouts get 503");
    }

    /** Returns the ended sessions. */
    public EndedSessions ended() {
        return file.contents();
    }

    @Override
    public boolean isRevoked(RevocableSession session) {
        return file.contents().contain(session);
    }

    @Override
    public void revoke(RevocableSession session) throws IOException {
        file.update(before -> {
            EndedSessions after = before.with(session, clock.instant());
            return after.equals(before) ? before : after;
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
