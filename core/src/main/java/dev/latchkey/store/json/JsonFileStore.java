package dev.latchkey.store.json;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.json.WatchedFile.WhenMissing;
import dev.latchkey.token.SecretHasher;
import dev.latchkey.token.ServiceToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one JSON file that people and programs read and write, with the signing keys and the ended
 * sessions in files of their own beside it: {@code latchkey.json}, {@code latchkey.keys.json},
 * {@code latchkey.sessions.json} (management contract, section 4). The embedded default store.
 *
 * <ul>
 *   <li>A change is on disk, whole, before it counts. Of two changes at once, in this process or two, neither is lost.
 *   <li>A change by hand counts within two seconds. A version that is broken is refused whole and logged, with line,
 *       column and member of every fault, and the last good one stays in force.
 *   <li>The files are their owner's alone where the file system knows POSIX permissions.
 *   <li>It is made for up to a hundred thousand service tokens.
 * </ul>
 *
 * <p>Thread-safe. Reads take no lock and touch no disk.
 */
public final class JsonFileStore implements AccessStore, AutoCloseable {

    private final WatchedFile<DocumentFormat.Contents> file;
    private final SigningKeyFile keys;
    private final RevocationFile revocations;
    private final FilePoller poller;

    private JsonFileStore(Builder from) throws IOException {
        this.file = WatchedFile.open(
                from.path,
                new DocumentFormat(from.hasher),
                from.createIfMissing ? WhenMissing.CREATE : WhenMissing.REFUSE);
        this.keys = SigningKeyFile.unwatched(beside(from.path, "keys"));
        this.revocations = RevocationFile.open(beside(from.path, "sessions"), from.clock);
        this.poller = FilePoller.start(from.pollInterval, List.of(file, keys.file(), revocations.file()));
    }

    /**
     * Opens a file that is there, with all settings at their defaults.
     *
     * @throws IOException if a file cannot be read
     * @throws ConfigurationException if a file is broken: with every fault
     */
    public static JsonFileStore open(Path file) throws IOException {
        return builder(file).open();
    }

    /** {@return a builder of a store in this file} */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    /** {@return {@code latchkey.keys.json} for {@code latchkey.json}} */
    private static Path beside(Path file, String what) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return file.resolveSibling(stem + "." + what + ".json");
    }

    /** {@return all that is configured now} */
    public AccessDocument document() {
        return file.contents().document();
    }

    /**
     * Changes what is configured. The change is made on the newest version of the file, whoever wrote that, and counts
     * from the next request on.
     *
     * @param change makes the new document out of the one before, and nothing else: it must not call this store
     * @return the new document
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException from {@code change}, or if the file was broken by another hand, or cannot hold the
     *     new document; nothing is changed then
     * @throws IllegalStateException if the store was closed
     */
    public AccessDocument update(UnaryOperator<AccessDocument> change) throws IOException {
        return file.update(before -> before.with(change.apply(before.document())))
                .document();
    }

    @Override
    public @Nullable ServiceToken findByClientId(String clientId) {
        return file.contents().byClientId().get(clientId);
    }

    @Override
    public AccessConfiguration configuration() {
        return file.contents().document().configuration();
    }

    @Override
    public List<StoredSigningKey> signingKeys() {
        return keys.signingKeys();
    }

    @Override
    public List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
            throws IOException {
        return this.keys.replaceSigningKeys(expectedNewest, keys);
    }

    @Override
    public boolean isRevoked(String sessionId) {
        return revocations.isRevoked(sessionId);
    }

    @Override
    public void revoke(String sessionId, Instant until) throws IOException {
        revocations.revoke(sessionId, until);
    }

    /** Ends watching and changes; what is in force stays readable. */
    @Override
    public void close() throws IOException {
        poller.close();
        try (keys;
                revocations) {
            file.close();
        }
    }

    /** Collects the settings of a store. Not thread-safe. */
    public static final class Builder {

        private final Path path;
        private InstantSource clock = InstantSource.system();
        private SecretHasher hasher = SecretHasher.sha256();
        private Duration pollInterval = FilePoller.INTERVAL;
        private boolean createIfMissing;

        private Builder(Path path) {
            this.path = path;
        }

        /** Sets the clock that tells when an ended session may be forgotten; the system's by default. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Sets the hasher that secrets are compared with, so that digests that it cannot make are refused; one with no
         * pepper by default.
         */
        public Builder secretHasher(SecretHasher hasher) {
            this.hasher = hasher;
            return this;
        }

        /**
         * Sets the pause between two looks for changes by others; 500 ms by default. A change may count, and a fault be
         * told, as late as after the second look.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder pollInterval(Duration pollInterval) {
            if (pollInterval.isZero() || pollInterval.isNegative()) {
                throw new IllegalArgumentException("pollInterval must be longer than 0, not " + pollInterval);
            }
            this.pollInterval = pollInterval;
            return this;
        }

        /** Makes a file with default settings, in a directory that is there, if there is none; off by default. */
        public Builder createIfMissing(boolean create) {
            this.createIfMissing = create;
            return this;
        }

        /**
         * {@return the store, which watches its files on a daemon thread until it is closed}
         *
         * @throws IOException if a file cannot be read, or is missing and not to be made
         * @throws ConfigurationException if a file is broken: with every fault
         */
        public JsonFileStore open() throws IOException {
            return new JsonFileStore(this);
        }
    }
}
