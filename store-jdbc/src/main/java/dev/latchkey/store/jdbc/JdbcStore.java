package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenPage;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
 *       JdbcStoreBuilder#failClosedAfter}. After that, and for service tokens that are not cached, methods throw within
 *       a bounded time, and requests are answered 503. No restart is needed afterwards.
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
    public static JdbcStoreBuilder builder(DataSource source) {
        return new JdbcStoreBuilder(source);
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
     * @throws JdbcStoreException if the database does not answer within {@link JdbcStoreBuilder#readTimeout}, if it is
     *     asked for too many unknown client IDs, or if the cached state has expired
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
     * @param longest how long to wait; slightly more than {@link JdbcStoreBuilder#pollInterval} is sufficient
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
    public ServiceTokenPage serviceTokens(ServiceTokenQuery query) throws JdbcStoreException, InterruptedException {
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
     * @throws JdbcStoreException if the database does not answer within {@link JdbcStoreBuilder#readTimeout}
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
    public void revoke(RevocableSession session) throws Exception {
        if (session.id().length() > RevocationRows.LONGEST_ID) {
            throw new IllegalArgumentException("a session ID must have at most 256 characters");
        }
        writes.make("ending a session", transaction -> {
            RevocationRows.sweep(transaction.db(), settings.clock().instant());
            RevocationRows.put(transaction.db(), session, transaction.number());
            transaction.revoke(session);
            return session;
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
}
