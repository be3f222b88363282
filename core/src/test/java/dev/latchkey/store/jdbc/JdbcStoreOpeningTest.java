package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.store.StoredKeysForContractTest;
import dev.latchkey.store.StoredSigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void printsTheTablesOfEachDatabase(SqlDialect dialect) {
        assertThat(JdbcSchema.sql(dialect))
                .contains("latchkey_service_token", "latchkey_state", "latchkey_signing_key")
                .endsWith("INSERT INTO latchkey_schema (version) VALUES (" + JdbcSchema.VERSION + ");\n");
        assertThat(JdbcSchema.sql(dialect, JdbcSchema.VERSION)).isEmpty();
        assertThatThrownBy(() -> JdbcSchema.sql(dialect, JdbcSchema.VERSION + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesADatabaseWithoutTablesUnlessItMayMakeThem() throws Exception {
        assertThatThrownBy(() -> JdbcStore.builder(database.source()).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("are missing");

        database.store().open().close();
        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void takesTablesThatSomebodyElseMade() throws Exception {
        JdbcSchema.statements(SqlDialect.H2, 0).forEach(database::run);

        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void refusesTablesThatAreNewerThanItKnows() throws Exception {
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
    void refusesTablesThatAreOlderUnlessItMayChangeThem() throws Exception {
        database.store().open().close();
        database.run("UPDATE latchkey_schema SET version = 0");

        assertThatThrownBy(() -> JdbcStore.builder(database.source()).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migrate");
        database.store().open().close();
        JdbcStore.builder(database.source()).open().close();
    }

    @Test
    void tellsEverySettingThatIsOutOfItsRange() {
        assertThatThrownBy(() -> JdbcStore.builder(database.source())
                        .readTimeout(Duration.ZERO)
                        .operationTimeout(Duration.ofDays(1))
                        .pollInterval(Duration.ofSeconds(20))
                        .failClosedAfter(Duration.ofSeconds(30))
                        .cachedTokens(0)
                        .readThreads(-1)
                        .unknownIds(1, Duration.ofSeconds(1), 0)
                        .keyEncryptionKey(new byte[16])
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
                                        "/unknownIds",
                                        "/keyEncryptionKey"));
    }

    // Signing keys at rest

    @Test
    void keepsSigningKeysEncryptedAndRefusesAnotherKeyEncryptionKey() throws Exception {
        StoredSigningKey key = StoredKeysForContractTest.key("1", NOW);
        byte[] kek = kek(1);
        try (JdbcStore store = database.store().keyEncryptionKey(kek).open()) {
            store.replaceSigningKeys(null, List.of(key));
        }

        assertThat(stored()).startsWith("aes256gcm.v1.");
        try (JdbcStore store = database.store().keyEncryptionKey(kek).open()) {
            assertThat(store.signingKeys()).containsExactly(key);
        }
        assertThatThrownBy(() -> database.store().keyEncryptionKey(kek(2)).open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not the one it was encrypted with");
        assertThatThrownBy(() -> database.store().open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no key-encryption key is configured");
    }

    @Test
    void encryptsOldKeysWithTheNextRotation() throws Exception {
        StoredSigningKey first = StoredKeysForContractTest.key("1", NOW);
        try (JdbcStore store = database.store().open()) {
            store.replaceSigningKeys(null, List.of(first));
        }
        assertThat(stored()).startsWith("plain.v1.");

        StoredSigningKey second = StoredKeysForContractTest.key("2", NOW);
        try (JdbcStore store = database.store().keyEncryptionKey(kek(1)).open()) {
            assertThat(store.signingKeys()).containsExactly(first);
            store.replaceSigningKeys(first.kid(), List.of(second, first.verifyingUntil(NOW.plusSeconds(60))));
        }

        assertThat(database.query("SELECT COUNT(*) FROM latchkey_signing_key WHERE private_key LIKE 'plain%'"))
                .isEqualTo("0");
    }

    private String stored() {
        return database.query("SELECT private_key FROM latchkey_signing_key");
    }

    private static byte[] kek(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return key;
    }

    // What another hand wrote

    @Test
    void refusesAConfigurationThatItCannotRead() throws Exception {
        database.store().open().close();
        database.run("INSERT INTO latchkey_configuration (kind, id, place, body) VALUES ('IP_LIST',"
                + " '00000000-0000-4000-8000-000000000001', 0, '{\"id\": 7}')");

        assertThatThrownBy(() -> database.store().open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/ips: is missing")
                .hasMessageContaining("IP_LIST 00000000-0000-4000-8000-000000000001");
    }
}
