package dev.latchkey.store.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.file.DocumentFormat;
import dev.latchkey.internal.file.FilePoller;
import dev.latchkey.internal.file.JsonDocument;
import dev.latchkey.internal.file.RevocationFile;
import dev.latchkey.internal.file.SiblingFiles;
import dev.latchkey.internal.file.SigningKeyFile;
import dev.latchkey.internal.file.UsageFile;
import dev.latchkey.internal.file.WatchedFile;
import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.internal.store.DocumentDraft;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenPage;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everything in one JSON file that people and programs read and write, with the signing keys and the ended
 * sessions and the use of service tokens in files of their own beside it: {@code latchkey.json},
 * {@code latchkey.keys.json}, {@code latchkey.sessions.json}, {@code latchkey.usage.json} (management contract, section
 * 4). The embedded default store.
 *
 * <ul>
 *   <li>A change is on disk, whole, before it counts. Of two changes at once, in this process or two, neither is lost;
 *       nor is one by hand.
 *   <li>A change by hand counts within two seconds. A version that is broken is refused whole and logged, with line,
 *       column and member of every fault, and the last good one stays in force.
 *   <li>The files are their owner's alone where the file system knows POSIX permissions.
 *   <li>It is made for up to a hundred thousand service tokens.
 * </ul>
 *
 * <p>Thread-safe. Reads take no lock and touch no disk.
 */
public final class JsonFileStore implements WritableStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JsonFileStore.class);

    private final WatchedFile<JsonDocument> file;
    private final SigningKeyFile keys;
    private final RevocationFile revocations;
    private final UsageFile usage;
    private final FilePoller poller;

    private JsonFileStore(Builder from) throws IOException {
        this.file = WatchedFile.open(
                from.path,
                new DocumentFormat(from.hasher),
                from.createIfMissing ? WhenMissing.CREATE : WhenMissing.REFUSE);
        Path keyFile = from.keyFile;
        Path kept = keyFile == null ? from.path : keyFile.resolveSibling(from.path.getFileName());
        this.keys = SigningKeyFile.unwatched(keyFile == null ? SiblingFiles.keys(from.path) : keyFile);
        this.revocations = RevocationFile.open(SiblingFiles.sessions(kept), from.clock);
        this.usage = UsageFile.open(SiblingFiles.usage(kept), from.clock, this::gone);
        this.poller = FilePoller.start(from.pollInterval, List.of(file, keys.file(), revocations.file(), usage.file()));
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

    /** {@return all that is configured now} */
    public AccessDocument document() {
        return file.contents().document();
    }

    /**
     * Changes what is configured. The change is made on the newest version of the file, whoever wrote that, and counts
     * from the next request on.
     *
     * @param change makes the new document out of the one before, and nothing else: it must not call this store, and may
     *     be called more than once
     * @return the new document
     * @throws IOException if the file cannot be read or written, another process writes for longer than 10 s, or other
     *     hands save it again and again, or break it, while the change is worked out
     * @throws ConfigurationException from {@code change}, or if the file was broken by another hand, or cannot hold the
     *     new document; nothing is changed then
     * @throws IllegalStateException if the store was closed, or this is called from within a change
     */
    public AccessDocument update(UnaryOperator<AccessDocument> change) throws IOException {
        return file.update(before -> before.with(change.apply(before.document())))
                .document();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the file cannot be read or written, was broken by another hand, or is saved by other hands
     *     again and again while the change is worked out; or another process writes for longer than 10 s
     * @throws ConfigurationException from {@code change}, or if the file cannot hold what the change makes; nothing is
     *     changed then
     * @throws IllegalStateException if the store was closed, or this is called from within a change
     */
    @Override
    public <R extends @Nullable Object> R change(Change<R> change) throws Exception {
        WorkedOut<R> worked = new WorkedOut<>(change);
        try {
            file.update(worked);
        } catch (ConfigurationException e) {
            if (worked.wasAsked()) {
                throw e;
            }
            // Nothing is wrong with the change, which nobody looked at: what stands in the file is.
            throw new IOException("the file was broken by another hand", e);
        }
        return worked.result();
    }

    /** A change of the document, and what came of it. */
    private final class WorkedOut<R extends @Nullable Object> implements WatchedFile.Change<JsonDocument, Exception> {

        private final Change<R> change;
        private @Nullable R result;
        private boolean asked;

        WorkedOut(Change<R> change) {
            this.change = change;
        }

        @Override
        public JsonDocument apply(JsonDocument before) throws Exception {
            asked = true;
            DocumentDraft draft = new DocumentDraft(before.document(), usage::seen);
            result = change.apply(draft);
            return before.with(draft.document());
        }

        boolean wasAsked() {
            return asked;
        }

        @SuppressWarnings("NullAway") // It is what the change returned: null if that is what R may be.
        R result() {
            return result;
        }
    }

    @Override
    public @Nullable ServiceToken findByClientId(String clientId) {
        return document().serviceToken(clientId);
    }

    @Override
    public @Nullable ServiceToken findById(UUID id) {
        ServiceToken token = document().serviceToken(id);
        return token == null ? null : usage.seen(token);
    }

    @Override
    public ServiceTokenPage serviceTokens(ServiceTokenQuery query) {
        return ServiceTokenPage.of(document().serviceTokens().stream().map(usage::seen), query);
    }

    /**
     * {@inheritDoc} They stand in a file of their own, as the configuration file belongs to people.
     *
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file was broken by another hand
     * @throws IllegalStateException if the store was closed, or this is called from within a change
     */
    @Override
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws IOException {
        file.refuseWithinAChange("record a use");
        if (!lastSeen.isEmpty()) {
            usage.recordLastSeen(lastSeen);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file was broken by another hand
     * @throws IllegalStateException if the store was closed, or this is called from within a change
     */
    @Override
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws IOException {
        file.refuseWithinAChange("give notice");
        return usage.claimExpiryNotice(tokenId, expiresAt);
    }

    /**
     * {@inheritDoc} It stands in the file of uses; where that is missing or does not say, it is now, and is written.
     *
     * @throws IOException if it cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file was broken by another hand
     * @throws IllegalStateException if the store was closed before it was known, or this is called from within a change
     */
    @Override
    public Instant usesRecordedSince() throws IOException {
        file.refuseWithinAChange("ask for it: it may have to be written");
        return usage.recordedSince();
    }

    // The file's turn is taken here with that of the usage file, so never the other way round: no change records a use.
    // Another process may have made, and used, a service token that we have not met yet: before one is said to be gone,
    // the file is read. Where it cannot be, none is.
    private Set<UUID> gone(Set<UUID> ids) {
        if (unknown(ids).isEmpty()) {
            return Set.of();
        }
        try {
            file.catchUpNow();
            return unknown(ids);
        } catch (IOException | ConfigurationException e) {
            LOG.debug(
                    "it is not known which service tokens are gone: {}",
                    e.getClass().getName());
            return Set.of();
        }
    }

    private Set<UUID> unknown(Set<UUID> ids) {
        AccessDocument now = document();
        return ids.stream().filter(id -> now.serviceToken(id) == null).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public AccessConfiguration configuration() {
        return document().configuration();
    }

    /**
     * {@inheritDoc} What works only in part because a file cannot be written is logged.
     *
     * @throws ConfigurationException if there is no signing key, and the key file cannot be written
     */
    @Override
    public void checkReady() {
        keys.checkReady();
        sayIfUnwritable(revocations.file(), "logouts are answered 503");
        sayIfUnwritable(usage.file(), "last_seen_at is not kept, and the inactivity clean-up does nothing");
    }

    private static void sayIfUnwritable(WatchedFile<?> file, String consequence) {
        String obstacle = file.obstacle();
        if (obstacle != null) {
            LOG.error("{} cannot be written, so {}: {}. {}", file.path(), consequence, obstacle, SigningKeyFile.REMEDY);
        }
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
    public boolean isRevoked(RevocableSession session) {
        return revocations.isRevoked(session);
    }

    @Override
    public void revoke(RevocableSession session) throws IOException {
        revocations.revoke(session);
    }

    /** {@return the sessions that were ended before their time} */
    public EndedSessions endedSessions() {
        return revocations.ended();
    }

    /**
     * Ends watching and changes; what is in force stays readable.
     *
     * @throws IllegalStateException if this is called from within a change; nothing is ended then
     */
    @Override
    public void close() throws IOException {
        file.refuseWithinAChange("close it");
        poller.close();
        try (keys;
                revocations;
                usage) {
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
        private @Nullable Path keyFile;

        private Builder(Path path) {
            this.path = path;
        }

        /**
         * Sets the clock that tells when an ended session may be forgotten, and since when uses are recorded; the
         * system's by default.
         */
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

        /**
         * Sets the file of the signing keys; {@code latchkey.keys.json} beside {@code latchkey.json} by default. Ended
         * sessions and the use of service tokens are kept beside it. With a directory that the app can write to, the
         * configuration may be in one that it cannot, such as a Kubernetes ConfigMap.
         *
         * @param keyFile need not be there; its directory must be
         */
        public Builder keyFile(Path keyFile) {
            this.keyFile = keyFile.toAbsolutePath();
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
