package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a relational database for apps that run on several nodes: PostgreSQL 15 or newer, or H2 2.
 *
 * <ul>
 *   <li>Requests are answered from memory, which holds the whole configuration, all signing keys and ended sessions,
 *       and the service tokens that this node uses. Other service tokens are read once, however many requests ask.
 *   <li>A change applies on this node when the call returns, and on others within a second: they poll, and PostgreSQL
 *       notifies them.
 *   <li>While the database is unreachable, a node continues with its cached state for {@link
 *       Builder#failClosedAfter}. After that, and for service tokens that are not cached, methods throw within
 *       a bounded time, and requests get 503. No restart is needed afterwards.
 *   <li>All nodes together make one change at a time.
 * </ul>
 *
 * <p>It needs at least two connections of the {@code DataSource}, and one more to listen to PostgreSQL. They must lead
 * to the primary: a replica that lags would bring back what was changed.
 *
 * <p>Thread-safe. Close it before the {@code DataSource}.
 */
public final class JdbcStore implements WritableStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    private final Database database;
    private final JdbcSettings settings;
    private final KeyRows keyRows;
    private final String location;
    private final LocalState localState;
    private final Writes writes;
    private final LastSeenWriter lastSeenWriter;
    private final ChangePoller poller;

    /** The first read of a database. */
    private record First(RemoteChanges everything, String location) {}

    private JdbcStore(Database database, JdbcSettings settings, KeyCipher cipher)
            throws JdbcStoreException, InterruptedException {
        this.database = database;
        this.settings = settings;
        this.keyRows = new KeyRows(cipher);
        Duration limit = settings.openTimeout();
        Moment asked = settings.now();
        First read = database.readSnapshot(
                "reading everything",
                limit,
                db -> new First(RemoteChanges.everything(db, keyRows), DatabaseLocation.of(db)));
        RemoteChanges first = read.everything();
        this.location = read.location();
        TokenCache tokens = new TokenCache(settings, this::read);
        this.localState = new LocalState(settings, tokens, first, asked);
        this.writes = new Writes(database, localState, settings);
        this.lastSeenWriter = new LastSeenWriter(database, settings);
        ChangeFollower follower = new ChangeFollower(localState, keyRows, settings, first.state());
        this.poller = new ChangePoller(database, localState, follower, settings);
    }

    /** Returns a builder of a store behind {@code source}, which is not closed with the store. */
    public static Builder builder(DataSource source) {
        return new Builder(source);
    }

    /** Opens a store; closes the database if that fails. */
    static JdbcStore open(Database database, JdbcSettings settings, KeyCipher cipher, boolean migrate)
            throws JdbcStoreException, InterruptedException {
        try {
            new Migration(database).require(migrate, settings.openTimeout());
            JdbcStore store = new JdbcStore(database, settings, cipher);
            store.poller.start();
            if (!cipher.encrypts()) {
                LOG.warn("private signing keys are stored unencrypted; set a key-encryption key");
            }
            return store;
        } catch (JdbcStoreException | RuntimeException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    /** {@inheritDoc} It contains the JDBC URL without its parameters, unless a user or password may remain in it. */
    @Override
    public String location() {
        return location;
    }

    @Override
    public Duration age() {
        return localState.age();
    }

    // Runs on a thread of the cache, which may wait for a connection.
    private @Nullable ServiceToken read(String clientId) throws Exception {
        try (BoundedConnection db = database.borrowHere(settings.readTimeout())) {
            return TokenRows.find(db.autoCommitting(), clientId);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database does not answer within {@link Builder#readTimeout}, if it is
     *     asked for too many unknown Client IDs, or if the cached state has expired
     */
    @Override
    public @Nullable ServiceToken findByClientId(String clientId) throws JdbcStoreException, InterruptedException {
        localState.requireFresh();
        return localState.tokens().get(clientId);
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the cached state has expired
     */
    @Override
    public AccessConfiguration configuration() throws JdbcStoreException {
        localState.requireFresh();
        return localState.configuration().value();
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the cached state has expired
     */
    @Override
    public List<StoredSigningKey> signingKeys() throws JdbcStoreException {
        localState.requireFresh();
        return localState.keys().value();
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the cached state has expired
     */
    @Override
    public boolean isRevoked(RevocableSession session) throws JdbcStoreException {
        localState.requireFresh();
        return localState.isRevoked(session);
    }

    /**
     * Waits for the next poll, so that this node knows all changes that were made before this call.
     *
     * @param longest how long to wait; slightly more than {@link Builder#pollInterval} is sufficient
     * @throws JdbcStoreException if the database is unreachable, or the poll does not finish in time
     */
    void awaitChanges(Duration longest) throws JdbcStoreException, InterruptedException {
        poller.awaitPoll(longest);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigurationException from {@code change}, or if the result is contradictory or cannot be stored
     * @throws JdbcStoreException if the change was not stored; or if the connection failed during the commit and its
     *     result is unknown, which the message says
     * @throws IllegalStateException if it is called from within a change
     */
    @Override
    public <R extends @Nullable Object> R change(Change<R> change) throws Exception {
        return writes.make("making a change", transaction -> {
            JdbcDraft draft = new JdbcDraft(transaction, localState.configuration());
            R result = change.apply(draft);
            draft.finish();
            return result;
        });
    }

    @Override
    public @Nullable ServiceToken findById(UUID id) throws JdbcStoreException, InterruptedException {
        try (BoundedConnection db = database.borrow(settings.operationTimeout())) {
            return TokenRows.find(db.autoCommitting(), id);
        } catch (SQLException e) {
            throw new JdbcStoreException("reading a service token", e);
        }
    }

    @Override
    public ServiceTokenQuery.Page serviceTokens(ServiceTokenQuery query)
            throws JdbcStoreException, InterruptedException {
        TokenSearch search = new TokenSearch(query);
        return database.readSnapshot("searching service tokens", settings.operationTimeout(), search::read);
    }

    @Override
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws JdbcStoreException, InterruptedException {
        lastSeenWriter.recordLastSeen(lastSeen);
    }

    @Override
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws JdbcStoreException, InterruptedException {
        return lastSeenWriter.claimExpiryNotice(tokenId, expiresAt);
    }

    /**
     * Returns since when uses of service tokens are recorded: when the tables were created.
     *
     * @throws JdbcStoreException if the database fails
     */
    @Override
    public Instant usesRecordedSince() throws JdbcStoreException, InterruptedException {
        return database.read(
                "reading since when uses are recorded", settings.operationTimeout(), StateRow::usesRecordedSince);
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database does not answer within {@link Builder#readTimeout}
     */
    @Override
    public boolean refreshSigningKeys() throws JdbcStoreException, InterruptedException {
        Snapshot<List<StoredSigningKey>> known = localState.keys();
        // Read directly, as a request would otherwise wait for the next poll.
        return database.readWithin("reading the signing keys", settings.readTimeout(), db -> {
            StateRow now = StateRow.read(db);
            if (now.keysStamp() != known.stamp()) {
                localState.offerKeys(new Snapshot<>(keyRows.read(db), now.number(), now.keysStamp()));
            }
            return localState.keys().stamp() != known.stamp();
        });
    }

    @Override
    public List<StoredSigningKey> replaceSigningKeys(
            @Nullable String expectedNewest, List<StoredSigningKey> replacement) throws Exception {
        List<StoredSigningKey> keys = List.copyOf(replacement);
        return writes.make("replacing the signing keys", transaction -> {
            Snapshot<List<StoredSigningKey>> known = localState.keys();
            boolean isNewest = known.stamp() == transaction.before().keysStamp();
            List<StoredSigningKey> before = isNewest ? known.value() : keyRows.read(transaction.db());
            String newest = before.isEmpty() ? null : before.get(0).kid();
            if (!Objects.equals(newest, expectedNewest)) {
                localState.offerKeys(new Snapshot<>(
                        before,
                        transaction.before().number(),
                        transaction.before().keysStamp()));
                return localState.keys().value();
            }
            keyRows.replace(transaction.db(), keys);
            transaction.replaceKeys(keys);
            return keys;
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the ID is longer than 256 characters
     */
    @Override
    public void revoke(RevocableSession session) throws JdbcStoreException, InterruptedException {
        revokeAll(new EndedSessions(Map.of(session.id(), session), ForgottenSessions.NONE));
    }

    /**
     * Ends all these sessions in one change, including the outlines of those that another store no longer remembers one
     * by one.
     *
     * @throws IllegalArgumentException if an ID is longer than 256 characters
     * @throws JdbcStoreException if the change was not stored, or its result is unknown
     */
    public void revokeAll(EndedSessions ended) throws JdbcStoreException, InterruptedException {
        if (ended.byId().keySet().stream().anyMatch(id -> id.length() > RevocationRows.LONGEST_ID)) {
            throw new IllegalArgumentException("a session ID must have at most 256 characters");
        }
        writes.make("ending sessions", transaction -> {
            RevocationRows.sweep(transaction.db(), settings.clock().instant());
            RevocationRows.put(transaction.db(), ended, transaction.number());
            transaction.revoke(ended);
            return ended;
        });
    }

    /**
     * Ends the threads and returns all connections; the {@code DataSource} stays open. Waits up to 2 s for the polling
     * thread, and 5 s each for those that read and connect. It may be called again.
     */
    @Override
    public void close() {
        poller.close();
        localState.tokens().close();
        database.close();
    }

    /** Collects the settings of a {@link JdbcStore}. Not thread-safe. */
    public static final class Builder {

        private final DataSource source;
        private @Nullable SqlDialect dialect;
        private boolean migrate;
        private List<KeyEncryptionKey> keyEncryptionKeys = List.of();
        private Duration readTimeout = Duration.ofSeconds(1);
        private Duration operationTimeout = Duration.ofSeconds(5);
        private Duration openTimeout = Duration.ofSeconds(30);
        private Duration pollInterval = Duration.ofMillis(250);
        private boolean listen = true;
        private @Nullable Duration failClosedAfter = Duration.ofSeconds(30);
        private int cachedTokens = 100_000;
        private int cachedUnknownIds = 10_000;
        private Duration unknownFor = Duration.ofSeconds(10);
        private int unknownIdsPerSecond = 500;
        private int readThreads = 8;
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanos = System::nanoTime;
        private SecureRandom random = new SecureRandom();

        private Builder(DataSource source) {
            this.source = Objects.requireNonNull(source, "source");
        }

        /** Sets the SQL dialect. By default, the database's product name decides. */
        public Builder dialect(SqlDialect dialect) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            return this;
        }

        /**
         * Sets whether to create missing tables and to upgrade old ones; false by default. If several nodes start at once,
         * one of them does so. Otherwise, use {@link JdbcSchema}.
         */
        public Builder migrate(boolean migrate) {
            this.migrate = migrate;
            return this;
        }

        /**
         * Sets the key that encrypts private signing keys in the database. Without one they are stored unencrypted. Signing
         * keys that were stored unencrypted or with one of {@code others} remain readable; the next rotation encrypts them
         * with {@code key}.
         *
         * <p>A node without the key of another node cannot read the signing keys. So first add a new key to all nodes as
         * one of the {@code others}.
         *
         * @param others keys that only decrypt: previous ones, or the next one
         */
        public Builder keyEncryptionKey(KeyEncryptionKey key, KeyEncryptionKey... others) {
            return keyEncryptionKeys(
                    Stream.concat(Stream.of(key), Arrays.stream(others)).toList());
        }

        /**
         * Sets all key-encryption keys, as returned by {@link KeyEncryptionKey#parseAll}.
         *
         * @param keys the first one encrypts and decrypts, the others only decrypt; empty for no encryption
         */
        public Builder keyEncryptionKeys(List<KeyEncryptionKey> keys) {
            this.keyEncryptionKeys = List.copyOf(keys);
            return this;
        }

        /** Sets how long a request waits for a service token that is not cached; 1 s by default, 1 ms to 1 h. */
        public Builder readTimeout(Duration timeout) {
            this.readTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Sets the limit for getting a connection, and for each statement, in all other operations; 5 s by default, 1 ms to
         * 1 h. It includes waiting for other writers.
         */
        public Builder operationTimeout(Duration timeout) {
            this.operationTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Sets the limit for getting a connection, and for each statement, in {@link #open}; 30 s by default, 1 ms to 1 h.
         * It is longer because the first connection of a JVM is slow, and no request waits.
         */
        public Builder openTimeout(Duration timeout) {
            this.openTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** Sets the pause between two polls for changes; 250 ms by default, 1 ms to 1 h. */
        public Builder pollInterval(Duration interval) {
            this.pollInterval = Objects.requireNonNull(interval, "interval");
            return this;
        }

        /**
         * Sets whether to keep a connection open for notifications of PostgreSQL; true by default. Otherwise, and with
         * other databases or drivers, changes are found by polling.
         */
        public Builder listen(boolean listen) {
            this.listen = listen;
            return this;
        }

        /**
         * Sets how long cached state stays valid while the database is unreachable; requests then get 503. 30 s by
         * default, 1 ms to 1 h, and at least twice the {@link #pollInterval}.
         *
         * @param age null for no limit: a revoked secret then works for as long as the database is unreachable
         */
        public Builder failClosedAfter(@Nullable Duration age) {
            this.failClosedAfter = age;
            return this;
        }

        /** Sets how many service tokens are cached; 100,000 by default, with about a kilobyte each. */
        public Builder cachedTokens(int most) {
            this.cachedTokens = most;
            return this;
        }

        /**
         * Limits the effect of unknown Client IDs.
         *
         * @param cached how many of them are cached; 10,000 by default
         * @param remembered for how long; 10 s by default, 1 ms to 1 h
         * @param perSecond how many this node looks up in the database per second; 500 by default. Beyond that, requests
         *     with a Client ID that this node has never seen get 503
         */
        public Builder unknownIds(int cached, Duration remembered, int perSecond) {
            this.cachedUnknownIds = cached;
            this.unknownFor = Objects.requireNonNull(remembered, "remembered");
            this.unknownIdsPerSecond = perSecond;
            return this;
        }

        /**
         * Sets how many service tokens are read concurrently, and so how many connections requests use; 8 by default. The
         * pool should have a few more.
         */
        public Builder readThreads(int threads) {
            this.readThreads = threads;
            return this;
        }

        /** Sets the clock that decides when ended sessions can be forgotten; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Sets the source of nonces and change stamps. */
        public Builder random(SecureRandom random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Sets the monotonic clock. */
        Builder nanos(LongSupplier nanos) {
            this.nanos = nanos;
            return this;
        }

        /**
         * Opens the store, reads the configuration, and starts to poll for changes on a daemon thread.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every fault: settings out of range, missing tables
         *     or tables of another version, an unsupported database, or invalid content
         * @throws JdbcStoreException if the database is unreachable
         */
        public JdbcStore open() throws JdbcStoreException, InterruptedException {
            JdbcSettings settings = settings();
            settings.check();
            KeyCipher cipher = new KeyCipher(keyEncryptionKeys, random);
            return JdbcStore.open(Database.open(source, dialect, openTimeout), settings, cipher, migrate);
        }

        /**
         * Checks the settings as {@link #open} does, so that a caller can report all faults at once.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every setting that is out of range
         */
        public void check() {
            settings().check();
        }

        private JdbcSettings settings() {
            return new JdbcSettings(
                    readTimeout,
                    operationTimeout,
                    openTimeout,
                    pollInterval,
                    listen,
                    failClosedAfter,
                    cachedTokens,
                    cachedUnknownIds,
                    unknownFor,
                    unknownIdsPerSecond,
                    readThreads,
                    clock,
                    nanos,
                    random);
        }
    }
}
