package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import dev.latchkey.testsupport.NullSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class JdbcStoreOpeningTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final TestDatabase database = TestDatabase.of(SqlDialect.H2);

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void printsSchemaOfEachDatabase(SqlDialect dialect) {
        assertThat(JdbcSchema.sql(dialect))
                .contains("latchkey_service_token", "latchkey_state", "latchkey_signing_key")
                .endsWith("INSERT INTO latchkey_schema (version) VALUES (" + JdbcSchema.VERSION + ");\n");
        assertThat(JdbcSchema.sql(dialect, JdbcSchema.VERSION)).isEmpty();
        assertThatThrownBy(() -> JdbcSchema.sql(dialect, JdbcSchema.VERSION + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsNullSettings() throws Exception {
        assertThat(NullSettings.acceptedBy(
                        JdbcStore.builder(database.source()), KeyEncryptionKey.of(new byte[32]), Duration.ofSeconds(1)))
                .isEmpty();
    }

    @Test
    void requiresTablesUnlessMigrating() throws Exception {
        assertThatThrownBy(() -> JdbcStore.builder(database.source()).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("are missing")
                .hasMessageContaining("latchkey database schema h2");

        database.store().open().close();
        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void acceptsExistingTables() throws Exception {
        JdbcSchema.statements(SqlDialect.H2, 0).forEach(database::run);

        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void createsTablesSeparately() throws Exception {
        JdbcSchema.migrate(database.source());
        JdbcSchema.migrate(database.source());

        JdbcStore.builder(database.source()).open().close();
        database.run("INSERT INTO latchkey_schema (version) VALUES (99)");
        assertThatThrownBy(() -> JdbcSchema.migrate(database.source()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("use a newer Latchkey");
    }

    @Test
    void rejectsNewerTables() throws Exception {
        database.store().open().close();
        database.run("INSERT INTO latchkey_schema (version) VALUES (99)");

        for (boolean migrate : List.of(true, false)) {
            assertThatThrownBy(() -> JdbcStore.builder(database.source())
                            .migrate(migrate)
                            .open())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("version 99")
                    .hasMessageContaining("use a newer Latchkey");
        }
    }

    @Test
    void rejectsOlderTablesUnlessMigrating() throws Exception {
        database.store().open().close();
        database.run("UPDATE latchkey_schema SET version = 0");

        assertThatThrownBy(() -> JdbcStore.builder(database.source()).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migrate");
        database.store().open().close();
        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void reportsEverySettingOutOfRange() {
        assertThatThrownBy(() -> JdbcStore.builder(database.source())
                        .readTimeout(Duration.ZERO)
                        .operationTimeout(Duration.ofDays(1))
                        .pollInterval(Duration.ofSeconds(20))
                        .failClosedAfter(Duration.ofSeconds(30))
                        .cachedTokens(0)
                        .readThreads(-1)
                        .unknownIds(1, Duration.ofSeconds(1), 0)
                        .open())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults())
                                .extracting(Fault::pointer)
                                .containsExactlyInAnyOrder(
                                        "/readTimeout",
                                        "/operationTimeout",
                                        "/failClosedAfter",
                                        "/cachedTokens",
                                        "/readThreads",
                                        "/unknownIds"));
    }

    @Test
    void takesDialectAndSourceOfRandomness() throws Exception {
        SecureRandom random = mock(SecureRandom.class);
        when(random.nextLong()).thenReturn(4711L);
        JdbcStore.Builder builder = database.store().dialect(SqlDialect.H2).random(random);
        builder.check();
        try (JdbcStore store = builder.open()) {
            put(store, token("nightly.access"));
        }

        assertThat(database.query("SELECT stamp FROM latchkey_state")).isEqualTo("4711");
        assertThatThrownBy(() -> builder.readThreads(0).check()).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void acceptsSettingsUpToTheirLimits() {
        Duration least = Duration.ofMillis(1);
        Duration most = Duration.ofHours(1);

        settings(least, least.multipliedBy(2), 1, 1, 1, 1).check();
        settings(Duration.ofMinutes(30), most, 100_000_000, 100_000_000, 1_000_000, 1_000)
                .check();
        assertFaults(
                settings(Duration.ZERO, most.plusNanos(1), 0, 0, 0, 0),
                "/readTimeout",
                "/operationTimeout",
                "/openTimeout",
                "/pollInterval",
                "/unknownIds",
                "/failClosedAfter",
                "/cachedTokens",
                "/unknownIds",
                "/unknownIds",
                "/readThreads");
        assertFaults(
                settings(Duration.ofMinutes(30), most, 100_000_001, 100_000_001, 1_000_001, 1_001),
                "/cachedTokens",
                "/unknownIds",
                "/unknownIds",
                "/readThreads");
        assertFaults(settings(Duration.ofMinutes(30).plusNanos(1), most, 1, 1, 1, 1), "/failClosedAfter");
    }

    private static JdbcSettings settings(
            Duration each, Duration failClosedAfter, int tokens, int unknown, int perSecond, int threads) {
        return new JdbcSettings(
                each,
                each,
                each,
                each,
                true,
                failClosedAfter,
                tokens,
                unknown,
                each,
                perSecond,
                threads,
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom());
    }

    private static void assertFaults(JdbcSettings settings, String... pointers) {
        assertThatThrownBy(settings::check)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults()).extracting(Fault::pointer).containsExactly(pointers));
    }

    // Signing keys at rest

    @Test
    void rejectsOtherKeyEncryptionKey() throws Exception {
        StoredSigningKey key = SampleKeys.key("1", NOW);
        KeyEncryptionKey kek = kek(1);
        try (JdbcStore store = database.store().keyEncryptionKey(kek).open()) {
            store.replaceSigningKeys(null, List.of(key));
        }

        assertThat(stored()).startsWith("aes256gcm.v1.");
        try (JdbcStore store = database.store().keyEncryptionKey(kek).open()) {
            assertThat(store.signingKeys()).containsExactly(key);
        }
        assertThatThrownBy(() -> database.store().keyEncryptionKey(kek(2)).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("signing key " + key.kid())
                .hasMessageContaining("is encrypted with a key-encryption key other than " + kek(2).id());
        assertThatThrownBy(() -> database.store().open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no key-encryption key is configured");
    }

    @Test
    void nextRotationEncryptsOldKeys() throws Exception {
        StoredSigningKey first = SampleKeys.key("1", NOW);
        try (JdbcStore store = database.store().open()) {
            store.replaceSigningKeys(null, List.of(first));
        }
        assertThat(stored()).startsWith("plain.v1.");

        StoredSigningKey second = SampleKeys.key("2", NOW);
        try (JdbcStore store = database.store().keyEncryptionKey(kek(1)).open()) {
            assertThat(store.signingKeys()).containsExactly(first);
            store.replaceSigningKeys(first.kid(), List.of(second, first.verifyingUntil(NOW.plusSeconds(60))));
        }

        assertThat(database.query("SELECT COUNT(*) FROM latchkey_signing_key WHERE private_key LIKE 'plain%'"))
                .isEqualTo("0");
    }

    @Test
    void doesNotAnnounceEncryptionOfUnreadableKey() throws Exception {
        try (JdbcStore store = database.store().keyEncryptionKey(kek(1)).open()) {
            store.replaceSigningKeys(null, List.of(SampleKeys.key("1", NOW)));
        }
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(KeyRows.class);
        lines.start();
        logger.addAppender(lines);
        try {
            assertThatThrownBy(() -> database.store().keyEncryptionKey(kek(2)).open())
                    .isInstanceOf(ConfigurationException.class);
            assertThat(lines.list).isEmpty();

            database.store().keyEncryptionKey(kek(2), kek(1)).open().close();
            assertThat(lines.list).singleElement().asString().contains("the next rotation of signing keys");
        } finally {
            logger.detachAppender(lines);
        }
    }

    /** Follows the order of the documentation: at each step, nodes of the previous step still run. */
    @Test
    void changesKeyEncryptionKeyWhileRunning() throws Exception {
        StoredSigningKey first = SampleKeys.key("1", NOW);
        StoredSigningKey second = SampleKeys.key("2", NOW);
        List<StoredSigningKey> rotated = List.of(second, first.verifyingUntil(NOW.plusSeconds(60)));
        try (JdbcStore before = database.store().keyEncryptionKey(kek(1)).open()) {
            before.replaceSigningKeys(null, List.of(first));
        }

        try (JdbcStore prepared =
                        database.store().keyEncryptionKey(kek(1), kek(2)).open();
                JdbcStore changed =
                        database.store().keyEncryptionKey(kek(2), kek(1)).open()) {
            assertThat(changed.signingKeys()).containsExactly(first);
            changed.replaceSigningKeys(first.kid(), rotated);

            assertThat(prepared.refreshSigningKeys()).isTrue();
            assertThat(prepared.signingKeys()).isEqualTo(rotated);
        }
        try (JdbcStore after = database.store().keyEncryptionKey(kek(2)).open()) {
            assertThat(after.signingKeys()).isEqualTo(rotated);
        }
    }

    private String stored() {
        return database.query("SELECT private_key FROM latchkey_signing_key");
    }

    private static KeyEncryptionKey kek(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return KeyEncryptionKey.of(key);
    }
}
