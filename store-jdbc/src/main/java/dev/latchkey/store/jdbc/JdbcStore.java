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
 * Keeps everything in a relational database, for apps that run on many nodes: PostgreSQL 15 or newer, or H2 2.
 *
 * <ul>
 *   <li>Requests are answered from memory. The configuration, the signing keys and the ended sessions are there whole;
 *       of the service tokens, those that this node uses. One that is not there is read once, however many requests ask.
 *   <li>A change counts on the node that makes it when the call returns, and on the others within a second: PostgreSQL
 *       tells them, and all of them look again and again.
 *   <li>While the database cannot be reached, a node goes on with what it knows, for {@link JdbcStoreBuilder#failClosedAfter} and
 *       no longer; what it does not know, it cannot tell. In both cases the methods throw, within a bounded time, and
 *       requests are answered 503. Nothing needs a restart when the database is back.
 *   <li>Changes are made one after another, among all nodes.
 * </ul>
 *
 * <p>It needs two connections of the {@code DataSource} at least, and one more as long as it listens to PostgreSQL. They
 * have to lead to the primary: a replica that lags would bring back what was changed.
 *
 * <p>Thread-safe. Close it before the {@code DataSource}.
 */
public final class JdbcStore implements WritableStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    private final Database database;
    private final Settings settings;
    private final KeyRows keyRows;
    private final Knowledge knowledge;
    private final Writes writes;
    private final Usage usage;
    private final Watcher watcher;

    private JdbcStore(Database database, Settings settings, KeyCipher cipher)
            throws JdbcStoreException, InterruptedException {
        this.database = database;
        this.settings = settings;
        this.keyRows = new KeyRows(cipher);
        Duration limit = settings.openTimeout();
        Moment asked = settings.now();
        News first = database.readOneMoment("reading everything", limit, db -> News.everything(db, keyRows));
        TokenCache tokens = new TokenCache(settings, this::read);
        this.knowledge = new Knowledge(settings, tokens, first, asked);
        this.writes = new Writes(database, knowledge, settings);
        this.usage = new Usage(database, settings);
        CatchUp catchUp = new CatchUp(knowledge, keyRows, settings, first.state());
        this.watcher = new Watcher(database, knowledge, catchUp, settings);
    }

    /** {@return a builder of a store behind that {@code DataSource}, which stays the caller's} */
    public static JdbcStoreBuilder builder(DataSource source) {
        return new JdbcStoreBuilder(source);
    }

    /** Opens a store; the database is closed again if that fails. */
    static JdbcStore open(Database database, Settings settings, KeyCipher cipher, boolean migrate)
            throws JdbcStoreException, InterruptedException {
        try {
            new Migration(database).require(migrate, settings.openTimeout());
            JdbcStore store = new JdbcStore(database, settings, cipher);
            store.watcher.start();
            if (!cipher.encrypts()) {
                LOG.warn(
                        "private signing keys are kept in the database as they are, as no key-encryption key is given");
            }
            return store;
        } catch (JdbcStoreException | RuntimeException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    // On a thread of the cache, which may wait for a connection for as long as the pool likes.
    private @Nullable ServiceToken read(String clientId) throws Exception {
        try (Borrowed db = database.borrowHere(settings.readTimeout())) {
            return TokenRows.find(db.autoCommitting(), clientId);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database does not say within {@link JdbcStoreBuilder#readTimeout}, is asked for
     *     too many unknown client ids, or was not reached for too long
     */
    @Override
    public @Nullable ServiceToken findByClientId(String clientId) throws JdbcStoreException, InterruptedException {
        knowledge.requireFresh();
        return knowledge.tokens().get(clientId);
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database was not reached for too long
     */
    @Override
    public AccessConfiguration configuration() throws JdbcStoreException {
        knowledge.requireFresh();
        return knowledge.configuration().value();
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database was not reached for too long
     */
    @Override
    public List<StoredSigningKey> signingKeys() throws JdbcStoreException {
        knowledge.requireFresh();
        return knowledge.keys().value();
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database was not reached for too long
     */
    @Override
    public boolean isRevoked(RevocableSession session) throws JdbcStoreException {
        knowledge.requireFresh();
        return knowledge.isRevoked(session);
    }

    /**
     * Waits until this node has looked for changes once more, so that everything that was kept before this call is known
     * here.
     *
     * @param longest how long to wait; a little more than {@link JdbcStoreBuilder#pollInterval} is enough
     * @throws JdbcStoreException if the database cannot be reached, or it takes longer
     */
    void awaitChanges(Duration longest) throws JdbcStoreException, InterruptedException {
        watcher.awaitLook(longest);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigurationException from {@code change}, or if what it makes contradicts itself or cannot be kept
     * @throws JdbcStoreException if the change is not kept; or if the connection broke at its very end and the database
     *     cannot be asked what became of it, which the message says
     * @throws IllegalStateException if this is called from within a change
     */
    @Override
    public <R extends @Nullable Object> R change(Change<R> change) throws Exception {
        return writes.make("making a change", transaction -> {
            JdbcDraft draft = new JdbcDraft(transaction, knowledge.configuration());
            R result = change.apply(draft);
            draft.finish();
            return result;
        });
    }

    @Override
    public @Nullable ServiceToken findById(UUID id) throws JdbcStoreException, InterruptedException {
        try (Borrowed db = database.borrow(settings.operationTimeout())) {
            return TokenRows.find(db.autoCommitting(), id);
        } catch (SQLException e) {
            throw new JdbcStoreException("reading a service token", e);
        }
    }

    @Override
    public ServiceTokenPage serviceTokens(ServiceTokenQuery query) throws JdbcStoreException, InterruptedException {
        TokenSearch search = new TokenSearch(query);
        return database.readOneMoment("searching service tokens", settings.operationTimeout(), search::read);
    }

    @Override
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws JdbcStoreException, InterruptedException {
        usage.recordLastSeen(lastSeen);
    }

    @Override
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws JdbcStoreException, InterruptedException {
        return usage.claimExpiryNotice(tokenId, expiresAt);
    }

    /**
     * {@return since when the database keeps when service tokens were last used: when its tables were made}
     *
     * @throws JdbcStoreException if it cannot be known now
     */
    @Override
    public Instant usesRecordedSince() throws JdbcStoreException, InterruptedException {
        return database.read("reading since when uses are kept", settings.operationTimeout(), State::usesRecordedSince);
    }

    /**
     * {@inheritDoc}
     *
     * @throws JdbcStoreException if the database does not say within {@link JdbcStoreBuilder#readTimeout}
     */
    @Override
    public boolean refreshSigningKeys() throws JdbcStoreException, InterruptedException {
        Snapshot<List<StoredSigningKey>> known = knowledge.keys();
        // Not by way of the watcher: between two looks, a request would wait for the next one.
        return database.readWithin("reading the signing keys", settings.readTimeout(), db -> {
            State now = State.read(db);
            if (now.keysStamp() != known.stamp()) {
                knowledge.offerKeys(new Snapshot<>(keyRows.read(db), now.number(), now.keysStamp()));
            }
            return knowledge.keys().stamp() != known.stamp();
        });
    }

    @Override
    public List<StoredSigningKey> replaceSigningKeys(
            @Nullable String expectedNewest, List<StoredSigningKey> replacement) throws Exception {
        List<StoredSigningKey> keys = List.copyOf(replacement);
        return writes.make("replacing the signing keys", transaction -> {
            Snapshot<List<StoredSigningKey>> known = knowledge.keys();
            boolean isNewest = known.stamp() == transaction.before().keysStamp();
            List<StoredSigningKey> before = isNewest ? known.value() : keyRows.read(transaction.db());
            String newest = before.isEmpty() ? null : before.get(0).kid();
            if (!Objects.equals(newest, expectedNewest)) {
                knowledge.offerKeys(new Snapshot<>(
                        before,
                        transaction.before().number(),
                        transaction.before().keysStamp()));
                return knowledge.keys().value();
            }
            keyRows.replace(transaction.db(), keys);
            transaction.replaceKeys(keys);
            return keys;
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the id is longer than 256 characters
     */
    @Override
    public void revoke(RevocableSession session) throws Exception {
        if (session.id().length() > RevocationRows.LONGEST_ID) {
            throw new IllegalArgumentException("a session id has 256 characters at most");
        }
        writes.make("ending a session", transaction -> {
            RevocationRows.sweep(transaction.db(), settings.clock().instant());
            RevocationRows.put(transaction.db(), session, transaction.number());
            transaction.revoke(session);
            return session;
        });
    }

    /**
     * Ends the threads and gives the connections back; the {@code DataSource} stays open. Waits until the threads have
     * ended, up to 2 s for the one that looks for changes and 5 s each for those that read and connect. May be called
     * again.
     */
    @Override
    public void close() {
        watcher.close();
        knowledge.tokens().close();
        database.close();
    }
}
