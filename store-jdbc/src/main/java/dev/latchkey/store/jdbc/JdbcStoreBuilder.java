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

    /** Sets the SQL dialect. By default, the database's product name decides. */
    public JdbcStoreBuilder dialect(SqlDialect dialect) {
        this.dialect = dialect;
        return this;
    }

    /**
     * Sets whether to create missing tables and to upgrade old ones; false by default. If several nodes start at once,
     * one of them does so. Otherwise, use {@link JdbcSchema}.
     */
    public JdbcStoreBuilder migrate(boolean migrate) {
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
    public JdbcStoreBuilder keyEncryptionKey(KeyEncryptionKey key, KeyEncryptionKey... others) {
        return keyEncryptionKeys(
                Stream.concat(Stream.of(key), Arrays.stream(others)).toList());
    }

    /**
     * Sets all key-encryption keys, as returned by {@link KeyEncryptionKey#parseAll}.
     *
     * @param keys the first one encrypts and decrypts, the others only decrypt; empty for no encryption
     */
    public JdbcStoreBuilder keyEncryptionKeys(List<KeyEncryptionKey> keys) {
        this.keyEncryptionKeys = List.copyOf(keys);
        return this;
    }

    /** Sets how long a request waits for a service token that is not cached; 1 s by default, 1 ms to 1 h. */
    public JdbcStoreBuilder readTimeout(Duration timeout) {
        this.readTimeout = timeout;
        return this;
    }

    /**
     * Sets the limit for getting a connection, and for each statement, in all other operations; 5 s by default, 1 ms to
     * 1 h. It includes waiting for other writers.
     */
    public JdbcStoreBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = timeout;
        return this;
    }

    /**
     * Sets the limit for getting a connection, and for each statement, in {@link #open}; 30 s by default, 1 ms to 1 h.
     * It is longer because the first connection of a JVM is slow, and no request waits.
     */
    public JdbcStoreBuilder openTimeout(Duration timeout) {
        this.openTimeout = timeout;
        return this;
    }

    /** Sets the pause between two polls for changes; 250 ms by default, 1 ms to 1 h. */
    public JdbcStoreBuilder pollInterval(Duration interval) {
        this.pollInterval = interval;
        return this;
    }

    /**
     * Sets whether to keep a connection open for notifications of PostgreSQL; true by default. Otherwise, and with
     * other databases or drivers, changes are found by polling.
     */
    public JdbcStoreBuilder listen(boolean listen) {
        this.listen = listen;
        return this;
    }

    /**
     * Sets how long cached state stays valid while the database is unreachable; requests are then answered 503. 30 s by
     * default, 1 ms to 1 h, and at least twice the {@link #pollInterval}.
     *
     * @param age null for no limit: a revoked secret then works for as long as the database is unreachable
     */
    public JdbcStoreBuilder failClosedAfter(@Nullable Duration age) {
        this.failClosedAfter = age;
        return this;
    }

    /** Sets how many service tokens are cached; 100,000 by default, with about a kilobyte each. */
    public JdbcStoreBuilder cachedTokens(int most) {
        this.cachedTokens = most;
        return this;
    }

    /**
     * Limits the effect of unknown client IDs.
     *
     * @param cached how many of them are cached; 10,000 by default
     * @param remembered for how long; 10 s by default, 1 ms to 1 h
     * @param perSecond how many this node looks up in the database per second; 500 by default. Beyond that, requests
     *     with a client ID that this node has never seen are answered 503
     */
    public JdbcStoreBuilder unknownIds(int cached, Duration remembered, int perSecond) {
        this.cachedUnknownIds = cached;
        this.unknownFor = remembered;
        this.unknownIdsPerSecond = perSecond;
        return this;
    }

    /**
     * Sets how many service tokens are read concurrently, and so how many connections requests use; 8 by default. The
     * pool should have a few more.
     */
    public JdbcStoreBuilder readThreads(int threads) {
        this.readThreads = threads;
        return this;
    }

    /** Sets the clock that decides when ended sessions can be forgotten; the system clock by default. */
    public JdbcStoreBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Sets the source of nonces and change stamps. */
    public JdbcStoreBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /** Sets the monotonic clock. */
    JdbcStoreBuilder nanos(LongSupplier nanos) {
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
        check();
        JdbcSettings settings = new JdbcSettings(
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
     * Checks the settings as {@link #open} does, so that a caller can report all faults at once.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every setting that is out of range
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
                faults.add("/failClosedAfter", "must be at least twice the pollInterval");
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
