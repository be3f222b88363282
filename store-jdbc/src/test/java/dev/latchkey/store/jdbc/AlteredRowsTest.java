package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("rows that were edited or written by another version are rejected")
@Timeout(60)
class AlteredRowsTest {

    /** The statement that the documentation requires after manual changes. */
    private static final String BY_HAND = "UPDATE latchkey_state SET change_number = change_number + 1,"
            + " stamp = stamp + 1, configuration_stamp = configuration_stamp + 1, keys_stamp = keys_stamp + 1";

    private static final StoredSigningKey KEY = SampleKeys.key("1", Instant.EPOCH);
    private static final String ANY_ID = "'00000000-0000-4000-8000-000000000001'";

    private final TestDatabase database = TestDatabase.of(SqlDialect.H2);
    private JdbcStore store;

    @BeforeEach
    void open() throws Exception {
        store = database.store()
                .pollInterval(Duration.ofMillis(5))
                .readTimeout(Duration.ofSeconds(20))
                .operationTimeout(Duration.ofSeconds(20))
                .open();
        store.replaceSigningKeys(null, List.of(KEY));
        put(store, token("nightly.access"));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private void assertRefusedAtStart(String... words) {
        assertThatThrownBy(() -> database.store().open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words)
                .hasNoCause();
    }

    @Test
    void rejectsInvalidConfiguration() {
        database.run("INSERT INTO latchkey_configuration (kind, id, place, body) VALUES ('IP_LIST', " + ANY_ID
                + ", 0, '{\"id\": 7}')");

        assertRefusedAtStart("/ips: is missing", "IP_LIST 00000000-0000-4000-8000-000000000001");
    }

    @Test
    void rejectsUnknownKindOfRow() {
        database.run("INSERT INTO latchkey_configuration (kind, id, place, body) VALUES ('POSTURE', " + ANY_ID
                + ", 0, '{}')");

        assertRefusedAtStart("latchkey_configuration", "has an unknown kind");
    }

    @Test
    void rejectsSigningKeyWithInvalidCertificate() {
        database.run("UPDATE latchkey_signing_key SET certificate = '!'");

        assertRefusedAtStart("signing key " + KEY.kid(), "the certificate is not base64");
    }

    @Test
    void rejectsSigningKeyWithInvalidId() {
        database.run("UPDATE latchkey_signing_key SET kid = 'x\r\nERROR all is lost'");

        assertRefusedAtStart("a kid is not 64 lower-case hex characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret_digest = ''",
                "secret_digest = 'sha256:00ff'",
                "previous_secret_digest = secret_digest",
                "client_secret_version = 0",
                "expires_at = 9223372036854775807",
                "duration = 'for ever'",
                "roles = '['",
                "roles = '{\"roles\": [7]}'",
                "roles = '{\"roles\": \"operator\"}'"
            })
    void invalidServiceTokenIsFailureNotUnknown(String alteration) {
        database.run("UPDATE latchkey_service_token SET " + alteration);

        assertThatThrownBy(() -> store.findByClientId("nightly.access"))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessageContaining("service token " + token("nightly.access").id())
                .message()
                .doesNotContain("00ff");
    }

    @Test
    void comparesClientIdsExactly() throws Exception {
        database.run("ALTER TABLE latchkey_service_token ALTER COLUMN client_id SET DATA TYPE VARCHAR_IGNORECASE(256)");

        assertThat(store.findByClientId("NIGHTLY.access")).isNull();
        assertThat(store.<Object>change(draft -> draft.serviceToken("NIGHTLY.access")))
                .isNull();
        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    @Test
    void reportsInvalidRowWhileRunning() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ChangePoller.class);
        lines.start();
        logger.addAppender(lines);
        try {
            database.run("UPDATE latchkey_signing_key SET private_key = 'aes256gcm.v1.0011223344556677.AAAA'");
            database.run("UPDATE latchkey_state SET keys_stamp = keys_stamp + 1");

            await().untilAsserted(() -> assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line)
                            .contains(KEY.kid(), "no key-encryption key is configured")
                            .doesNotContain("AAAA")));
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void noticesManualChange() throws Exception {
        assertThat(store.findByClientId("nightly.access").enabled()).isTrue();

        database.run("UPDATE latchkey_service_token SET enabled = false");
        database.run(BY_HAND);

        await().untilAsserted(() ->
                assertThat(store.findByClientId("nightly.access").enabled()).isFalse());
    }

    /** Otherwise the next change would hide it, as the log would have no gap. */
    @Test
    void noticesManualChangeBeforeAnotherChange() throws Exception {
        FaultyDataSource source = new FaultyDataSource(database.source());
        try (JdbcStore late = JdbcStore.builder(source)
                .pollInterval(Duration.ofMillis(5))
                .readTimeout(Duration.ofSeconds(20))
                .operationTimeout(Duration.ofSeconds(20))
                .open()) {
            assertThat(late.findByClientId("nightly.access").enabled()).isTrue();
            CountDownLatch over = source.holdState();
            try {
                database.run("UPDATE latchkey_service_token SET enabled = false");
                database.run(BY_HAND);
                put(store, token("another.access"));
            } finally {
                over.countDown();
            }

            await().untilAsserted(() ->
                    assertThat(late.findByClientId("nightly.access").enabled()).isFalse());
        }
    }

    @Test
    void forgetsManuallyDeletedSigningKey() throws Exception {
        assertThat(store.signingKeys()).containsExactly(KEY);

        database.run("DELETE FROM latchkey_signing_key");
        database.run(BY_HAND);

        await().untilAsserted(() -> assertThat(store.signingKeys()).isEmpty());
        StoredSigningKey next = SampleKeys.key("2", Instant.EPOCH);
        assertThat(store.replaceSigningKeys(null, List.of(next))).containsExactly(next);
    }
}
