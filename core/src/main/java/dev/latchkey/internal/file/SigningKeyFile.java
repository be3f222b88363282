package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stores signing keys in a separate file, a JWK Set (RFC 7517) that only its owner can read (management contract,
 * section 4). Times are kept in whole seconds. Several processes may share the file. Thread-safe; reads take no lock and
 * do not access the disk.
 */
public final class SigningKeyFile implements SigningKeyStore, AutoCloseable {

    private final WatchedFile<List<StoredSigningKey>> file;

    private SigningKeyFile(WatchedFile<List<StoredSigningKey>> file) {
        this.file = file;
    }

    /**
     * Opens a file of signing keys.
     *
     * @param path the file, which is created with the first key
     * @throws IOException if the file cannot be read
     * @throws ConfigurationException if the file is invalid
     */
    public static SigningKeyFile open(Path path) throws IOException {
        return new SigningKeyFile(WatchedFile.open(path, new SigningKeyFormat(), WhenMissing.WAIT));
    }

    public WatchedFile<?> file() {
        return file;
    }

    /**
     * {@inheritDoc} If there is a key but the file cannot be written, keys are not rotated, which is logged.
     *
     * @throws ConfigurationException if there is no key and the file cannot be written
     */
    @Override
    public void checkReady() {
        String obstacle = file.obstacle();
        if (obstacle != null && signingKeys().isEmpty()) {
            throw new ConfigurationException(
                    "signing keys",
                    List.of(new Fault(
                            "",
                            file.path() + " has no signing key and cannot be written: " + obstacle + ". "
                                    + WatchedFile.REMEDY)));
        }
        file.logIfUnwritable("signing keys are not rotated");
    }

    @Override
    public List<StoredSigningKey> signingKeys() {
        return file.contents();
    }

    /**
     * {@inheritDoc} Otherwise, a key of another process would be unknown until the next poll.
     *
     * @throws IOException if the file cannot be read
     * @throws ConfigurationException if the file is invalid
     */
    @Override
    public boolean refreshSigningKeys() throws IOException {
        List<StoredSigningKey> before = signingKeys();
        file.refresh();
        return !signingKeys().equals(before);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the file cannot be read or written
     * @throws ConfigurationException if a key is not an RSA key of at least 2048 bits with its thumbprint as {@code
     *     kid} and its certificate, or the file is invalid
     */
    @Override
    public List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
            throws IOException {
        return file.update(before -> {
            String newest = before.isEmpty() ? null : before.get(0).kid();
            return Objects.equals(newest, expectedNewest) ? List.copyOf(keys) : before;
        });
    }

    /** Ends changes; the keys stay readable. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
