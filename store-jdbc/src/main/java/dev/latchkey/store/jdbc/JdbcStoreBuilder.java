package dev.latchkey.store.jdbc;

import dev.latchkey.internal.fault.Faults;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link JdbcStore}. Not thread-safe. */
public final class JdbcStoreBuilder {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST = 100_000_000;

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

    JdbcStoreBuilder(DataSource source) {
        this.source = source;
    }

    /** Says what the database understands, where its name does not; by default it is asked. */
    public JdbcStoreBuilder dialect(SqlDialect dialect) {
        this.dialect = dialect;
        return this;
    }

    /**
     * Makes the tables if they are missing, and brings old ones up to date; off by default. Of nodes that start at once,
     * one does it. Without it, {@link JdbcSchema} makes them, or has the SQL.
     */
    public JdbcStoreBuilder migrate(boolean migrate) {
        this.migrate = migrate;
        return this;
    }

    /**
     * Sets the key that private signing keys are encrypted with in the database; without one they are kept as they are.
     * What was kept with one of the {@code others}, or before there was a key, stays readable, and is encrypted with this
     * one by the next rotation of signing keys, which writes all of them anew.
     *
     * <p>A node that has not got the key that another node encrypts with cannot read the signing keys: so a new one is
     * given to all nodes as one of the {@code others} first.
     *
     * @param others keys that decrypt and do not encrypt: earlier ones, or the one that is to come
     */
    public JdbcStoreBuilder keyEncryptionKey(KeyEncryptionKey key, KeyEncryptionKey... others) {
        return keyEncryptionKeys(
                Stream.concat(Stream.of(key), Arrays.stream(others)).toList());
    }

    /**
     * Sets them all, as {@link KeyEncryptionKey#parseAll} reads them.
     *
     * @param keys the first one encrypts and decrypts, the others only decrypt; none for keys that are kept as they are
     */
    public JdbcStoreBuilder keyEncryptionKeys(List<KeyEncryptionKey> keys) {
        this.keyEncryptionKeys = List.copyOf(keys);
        return this;
    }

    /** Sets how long a request waits for a service token that is not in memory; 1 s by default, 1 ms to 1 h. */
    public JdbcStoreBuilder readTimeout(Duration timeout) {
        this.readTimeout = timeout;
        return this;
    }

    /**
     * Sets how long anything else may take: to get a connection, and then each statement, waiting for other writers
     * included; 5 s by default, 1 ms to 1 h.
     */
    public JdbcStoreBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = timeout;
        return this;
    }

    /**
     * Sets how long {@link #open} may wait for a connection, and then for each statement; 30 s by default, 1 ms to 1 h. No
     * request waits then, and of a JVM that has just begun the first connection takes its time.
     */
    public JdbcStoreBuilder openTimeout(Duration timeout) {
        this.openTimeout = timeout;
        return this;
    }

    /** Sets the pause between two looks for changes by other nodes; 250 ms by default, 1 ms to 1 h. */
    public JdbcStoreBuilder pollInterval(Duration interval) {
        this.pollInterval = interval;
        return this;
    }

    /**
     * Says whether a connection is kept open on which PostgreSQL tells of changes at once; on by default. Off, or with
     * another database or driver, changes are found by looking.
     */
    public JdbcStoreBuilder listen(boolean listen) {
        this.listen = listen;
        return this;
    }

    /**
     * Sets for how long what is known counts while the database cannot be asked whether it still holds, after which
     * requests are answered 503; 30 s by default, 1 ms to 1 h, and twice the {@link #pollInterval} at least.
     *
     * @param age null to go on for ever: then a secret that was revoked opens doors as long as the database is away
     */
    public JdbcStoreBuilder failClosedAfter(@Nullable Duration age) {
        this.failClosedAfter = age;
        return this;
    }

    /** Sets how many service tokens are kept in memory; 100,000 by default, at about a kilobyte each. */
    public JdbcStoreBuilder cachedTokens(int most) {
        this.cachedTokens = most;
        return this;
    }

    /**
     * Bounds what client ids that nobody has can bring about.
     *
     * @param cached how many of them are remembered; 10,000 by default
     * @param remembered for how long; 10 s by default, 1 ms to 1 h
     * @param perSecond how many a second are asked for in the database, by this node; 500 by default. Beyond that, who
     *     presents a client id that this node has never met is answered 503
     */
    public JdbcStoreBuilder unknownIds(int cached, Duration remembered, int perSecond) {
        this.cachedUnknownIds = cached;
        this.unknownFor = remembered;
        this.unknownIdsPerSecond = perSecond;
        return this;
    }

    /**
     * Sets how many service tokens are read at once, and so how many connections requests take; 8 by default. The pool
     * had better have a few more.
     */
    public JdbcStoreBuilder readThreads(int threads) {
        this.readThreads = threads;
        return this;
    }

    /** Sets the clock that tells when an ended session may be forgotten; the system's by default. */
    public JdbcStoreBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Sets where nonces, and the marks of changes, come from. */
    public JdbcStoreBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /** Sets the clock that measures how long something takes. */
    JdbcStoreBuilder nanos(LongSupplier nanos) {
        this.nanos = nanos;
        return this;
    }

    /**
     * {@return the store, with the configuration read, which looks for changes on a daemon thread until it is closed}
     *
     * @throws dev.latchkey.configuration.ConfigurationException if a setting is out of its range, the tables are missing
     *     or of another version, the database is not supported, or what is in it cannot be read: with every fault
     * @throws JdbcStoreException if the database cannot be reached
     */
    public JdbcStore open() throws JdbcStoreException, InterruptedException {
        check();
        Settings settings = new Settings(
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
        KeyCipher cipher = new KeyCipher(keyEncryptionKeys, random);
        return JdbcStore.open(Database.open(source, dialect, openTimeout), settings, cipher, migrate);
    }

    /**
     * Checks the settings, as {@link #open} does before anything else; for who reads them somewhere, to say what is wrong
     * with all of them at once.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every setting that is out of its range
     */
    public void check() {
        Faults faults = new Faults();
        check(faults, "readTimeout", readTimeout);
        check(faults, "operationTimeout", operationTimeout);
        check(faults, "openTimeout", openTimeout);
        check(faults, "pollInterval", pollInterval);
        check(faults, "unknownIds", unknownFor);
        if (failClosedAfter != null) {
            check(faults, "failClosedAfter", failClosedAfter);
            if (failClosedAfter.compareTo(pollInterval.multipliedBy(2)) < 0) {
                faults.add(
                        "/failClosedAfter",
                        "must be twice the pollInterval or more: between two looks, all would fail");
            }
        }
        check(faults, "cachedTokens", cachedTokens, MOST);
        check(faults, "unknownIds", cachedUnknownIds, MOST);
        check(faults, "unknownIds", unknownIdsPerSecond, 1_000_000);
        check(faults, "readThreads", readThreads, 1_000);
        faults.throwIfAny("JDBC store");
    }

    private static void check(Faults faults, String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            faults.add("/" + name, "must be 1 ms to 1 h, not " + value);
        }
    }

    private static void check(Faults faults, String name, int value, int most) {
        if (value < 1 || value > most) {
            faults.add("/" + name, "must be 1 to " + most + ", not " + value);
        }
    }
}
