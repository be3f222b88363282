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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everything in one JSON file that people and programs can edit, the embedded default store. Signing keys, ended
 * sessions and the use of service tokens have separate files beside it: {@code latchkey.json}, {@code
 * latchkey.keys.json}, {@code latchkey.sessions.json} and {@code latchkey.usage.json} (management contract, section 4).
 *
 * <ul>
 *   <li>A change is completely on disk before it applies. Concurrent changes are never lost, whether they come from
 *       this process, from another one or from an editor.
 *   <li>A change in an editor applies within two seconds. An invalid version is rejected and logged with line, column
 *       and member of every fault, and the last valid one stays in force.
 *   <li>Files that Latchkey writes are readable by their owner only, on file systems with POSIX permissions.
 *   <li>It is made for up to a hundred thousand service tokens.
 * </ul>
 *
 * <p>Thread-safe. Reads take no lock and do not access the disk.
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
        Path named = SiblingFiles.named(from.path, keyFile);
        this.keys = SigningKeyFile.open(keyFile == null ? SiblingFiles.keys(from.path) : keyFile);
        this.revocations = RevocationFile.open(SiblingFiles.sessions(named), from.clock);
        this.usage = UsageFile.open(SiblingFiles.usage(named), from.clock, this::gone);
        this.poller = FilePoller.start(from.pollInterval, List.of(file, keys.file(), revocations.file(), usage.file()));
    }

    /**
     * Opens an existing file with default settings.
     *
     * @throws IOException if a file cannot be read
     * @throws ConfigurationException if a file is invalid: with every fault
     */
    public static JsonFileStore open(Path file) throws IOException {
        return builder(file).open();
    }

    /** Returns a builder of a store in this file. */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    /** Returns the current configuration and service tokens. */
    public AccessDocument document() {
        return file.contents().document();
    }

    /**
     * Changes the document. The change is applied to the latest version of the file and takes effect with the next
     * request.
     *
     * @param change returns the new document; it must have no side effects, must not call this store, and may be called
     *     more than once
     * @return the new document
     * @throws IOException if the file cannot be read or written, if another process writes for longer than 10 s, or if
     *     others keep saving the file or leave it invalid meanwhile
     * @throws ConfigurationException from {@code change}, or if the file or the new document is invalid; nothing is
     *     changed then
     * @throws IllegalStateException if the store is closed, or this is called from within a change
     */
    public AccessDocument update(UnaryOperator<AccessDocument> change) throws IOException {
        return file.update(before -> before.with(change.apply(before.document())))
                .document();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the file cannot be read or written, is invalid, or is saved by others repeatedly
     *     meanwhile; or if another process writes for longer than 10 s
     * @throws ConfigurationException from {@code change}, or if the result cannot be written; nothing is changed then
     * @throws IllegalStateException if the store is closed, or this is called from within a change
     */
    @Override
    public <R extends @Nullable Object> R change(Change<R> change) throws Exception {
        AppliedChange<R> applied = new AppliedChange<>(change);
        try {
            file.update(applied);
        } catch (ConfigurationException e) {
            if (applied.wasCalled()) {
                throw e;
            }
            // The change was not called, so the file itself is invalid.
            throw new IOException("the file is invalid", e);
        }
        return applied.result();
    }

    /** A change of the document, and its result. */
    private final class AppliedChange<R extends @Nullable Object>
            implements WatchedFile.Change<JsonDocument, Exception> {

        private final Change<R> change;
        private @Nullable R result;
        private boolean called;

        AppliedChange(Change<R> change) {
            this.change = change;
        }

        @Override
        public JsonDocument apply(JsonDocument before) throws Exception {
            called = true;
            DocumentDraft draft = new DocumentDraft(before.document(), usage::seen);
            result = change.apply(draft);
            return before.with(draft.document());
        }

        boolean wasCalled() {
            return called;
        }

        @SuppressWarnings("NullAway") // Null only if R permits it.
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
    public ServiceTokenQuery.Page serviceTokens(ServiceTokenQuery query) {
        return ServiceTokenQuery.Page.of(document().serviceTokens().stream().map(usage::seen), query);
    }

    /**
     * {@inheritDoc} Uses are kept in a separate file, as people edit the configuration file.
     *
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file is invalid
     * @throws IllegalStateException if the store is closed, or this is called from within a change
     */
    @Override
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws IOException {
        file.rejectInsideChange("record a use");
        if (!lastSeen.isEmpty()) {
            usage.recordLastSeen(lastSeen);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file is invalid
     * @throws IllegalStateException if the store is closed, or this is called from within a change
     */
    @Override
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws IOException {
        file.rejectInsideChange("give notice");
        return usage.claimExpiryNotice(tokenId, expiresAt);
    }

    /**
     * {@inheritDoc} It is kept in the usage file. If it is missing there, it is now, and is written.
     *
     * @throws IOException if the file cannot be read or written, or another process writes for longer than 10 s
     * @throws ConfigurationException if the file is invalid
     * @throws IllegalStateException if the store is closed and the time unknown, or this is called from within a change
     */
    @Override
    public Instant usesRecordedSince() throws IOException {
        file.rejectInsideChange("ask for it: it may have to be written");
        return usage.recordedSince();
    }

    // Locks the file while the usage file is locked, never the other way round: no change records a use. Another
    // process may have created and used a service token, so the file is read before one counts as deleted.
    private Set<UUID> gone(Set<UUID> ids) {
        if (unknown(ids).isEmpty()) {
            return Set.of();
        }
        try {
            file.refresh();
            return unknown(ids);
        } catch (IOException | ConfigurationException e) {
            LOG.debug(
                    "could not determine which service tokens were deleted: {}",
                    e.getClass().getName());
            return Set.of();
        }
    }

    private Set<UUID> unknown(Set<UUID> ids) {
        AccessDocument now = document();
        return ids.stream().filter(id -> now.serviceToken(id) == null).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String location() {
        return "the file " + file.path().toAbsolutePath();
    }

    /** {@inheritDoc} It grows while the file is unreadable or invalid, and after {@link #close}. */
    @Override
    public Duration age() {
        return file.age();
    }

    @Override
    public AccessConfiguration configuration() {
        return document().configuration();
    }

    /**
     * {@inheritDoc} Functions that do not work because a file cannot be written are logged.
     *
     * @throws ConfigurationException if there is no signing key, and the key file cannot be written
     */
    @Override
    public void checkReady() {
        keys.checkReady();
        revocations.checkReady();
        usage.file().logIfUnwritable("last_seen_at is not kept, and the inactivity clean-up does nothing");
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

    /** Returns the sessions that ended before their expiry. */
    public EndedSessions endedSessions() {
        return revocations.ended();
    }

    /**
     * Ends watching and changes; the contents in force stay readable.
     *
     * @throws IllegalStateException if it is called from within a change; nothing is closed then
     */
    @Override
    public void close() throws IOException {
        file.rejectInsideChange("close it");
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
         * Sets the clock that decides when ended sessions can be forgotten, and when recording starts; the system clock
         * by default.
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Sets the hasher for secrets; digests that it does not support are rejected. By default it has no pepper. */
        public Builder secretHasher(SecretHasher hasher) {
            this.hasher = Objects.requireNonNull(hasher, "hasher");
            return this;
        }

        /**
         * Sets the pause between two polls for external changes; 500 ms by default. A change or fault may take two
         * polls to be noticed.
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
         * Sets the file of the signing keys; by default {@code latchkey.keys.json} beside {@code latchkey.json}. Ended
         * sessions and uses are kept beside it, in files that are named after it. So the configuration can be in a
         * read-only directory, such as a Kubernetes ConfigMap.
         *
         * @param keyFile the file, which need not exist, in an existing directory
         */
        public Builder keyFile(Path keyFile) {
            this.keyFile = keyFile.toAbsolutePath();
            return this;
        }

        /** Sets whether to create a missing file with default settings in an existing directory; false by default. */
        public Builder createIfMissing(boolean create) {
            this.createIfMissing = create;
            return this;
        }

        /**
         * Opens the store, which watches its files on a daemon thread until it is closed.
         *
         * @throws IOException if a file cannot be read, or is missing and must not be created
         * @throws ConfigurationException if a file is invalid: with every fault
         */
        public JsonFileStore open() throws IOException {
            return new JsonFileStore(this);
        }
    }
}
