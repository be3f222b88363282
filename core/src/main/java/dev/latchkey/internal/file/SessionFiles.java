package dev.latchkey.internal.file;

import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions over a restart if the configuration is not a file: stores the signing keys in one file, and the ended
 * sessions in another one beside it. Both are watched on a daemon thread until this is closed. Several processes may
 * share them. Thread-safe; reads take no lock and do not access the disk.
 */
public final class SessionFiles implements SigningKeyStore, RevocationStore, AutoCloseable {

    private final SigningKeyFile keys;
    private final RevocationFile revocations;
    private final FilePoller poller;

    private SessionFiles(SigningKeyFile keys, RevocationFile revocations) {
        this.keys = keys;
        this.revocations = revocations;
        this.poller = FilePoller.start(FilePoller.INTERVAL, List.of(keys.file(), revocations.file()));
    }

    /**
     * Opens both files. The first key and the first ended session create them.
     *
     * @param keyFile the file of signing keys
     * @param clock decides when an ended session can be forgotten
     * @throws IOException if a file cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if a file is invalid
     */
    public static SessionFiles open(Path keyFile, InstantSource clock) throws IOException {
        return new SessionFiles(
                SigningKeyFile.open(keyFile), RevocationFile.open(SiblingFiles.sessions(keyFile), clock));
    }

    /** {@inheritDoc} Logs if sessions cannot be ended because their file cannot be written. */
    @Override
    public void checkReady() {
        keys.checkReady();
        revocations.checkReady();
    }

    @Override
    public List<StoredSigningKey> signingKeys() {
        return keys.signingKeys();
    }

    @Override
    public boolean refreshSigningKeys() throws IOException {
        return keys.refreshSigningKeys();
    }

    @Override
    public List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
            throws IOException {
        return this.keys.replaceSigningKeys(expectedNewest, keys);
    }

    @Override
    public boolean isRevoked(RevocableSession session) {
        return revocations.isRevoked(session);
    }

    @Override
    public void revoke(RevocableSession session) throws IOException {
        revocations.revoke(session);
    }

    @Override
    public void close() throws IOException {
        poller.close();
        try (keys) {
            revocations.close();
        }
    }
}
