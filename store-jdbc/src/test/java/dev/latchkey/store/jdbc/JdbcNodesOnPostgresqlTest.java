package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.application;
import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ServiceTokenQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class JdbcNodesOnPostgresqlTest extends JdbcNodesTest {

    JdbcNodesOnPostgresqlTest() {
        super(SqlDialect.POSTGRESQL);
    }

    @Test
    void notificationArrivesBeforePolling() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open();
                JdbcStore two = database.store()
                        .pollInterval(Duration.ofHours(1))
                        .failClosedAfter(null)
                        .open()) {
            assertThat(two.findByClientId("nightly.access")).isNull();
            // Repeated, as the other node may start to listen at any time.
            await().untilAsserted(() -> {
                put(one, token("nightly.access"));
                one.change(draft -> {
                    draft.put(token("another.access").toBuilder()
                            .name("named at " + System.nanoTime())
                            .build());
                    return "";
                });
                assertThat(two.findByClientId("nightly.access")).isNotNull();
            });
        }
    }

    @Test
    void recoversAfterCutConnections() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open();
                JdbcStore two = database.store().open()) {
            put(one, token("nightly.access"));
            assertThat(two.findByClientId("nightly.access")).isNotNull();
            two.awaitChanges(Duration.ofSeconds(20));

            database.cutConnections();

            await().ignoreExceptions().untilAsserted(() -> {
                put(one, token("nightly.access").toBuilder().enabled(false).build());
                assertThat(two.findByClientId("nightly.access").enabled()).isFalse();
            });
        }
    }

    /** Notifications belong to the database, whose other schemas have their own nodes. */
    @Test
    void ignoresNotificationsOfOtherSchema() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore store = database.store().open()) {
            put(store, application("api"));
            store.awaitChanges(Duration.ofSeconds(20));
            AccessConfiguration known = store.configuration();
            database.run("DELETE FROM latchkey_change_log");

            for (int i = 0; i < 3; i++) {
                database.run("NOTIFY " + SqlDialect.CHANNEL);
                store.awaitChanges(Duration.ofSeconds(20));
            }

            assertThat(store.configuration()).isSameAs(known);
        }
    }

    /** Otherwise a database crash could undo an acknowledged revocation. */
    @Test
    void commitsSynchronously() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore store = database.store().open();
                Connection observer = database.source().getConnection();
                Statement statement = observer.createStatement()) {
            statement.execute("CREATE TABLE observed AS SELECT current_setting('synchronous_commit') AS setting;"
                    + " CREATE FUNCTION observe() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " INSERT INTO observed VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;"
                    + " CREATE TRIGGER observe AFTER UPDATE ON latchkey_state FOR EACH ROW EXECUTE FUNCTION observe()");

            put(store, token("nightly.access"));

            try (ResultSet rows = statement.executeQuery("SELECT setting FROM observed")) {
                List<String> settings = new ArrayList<>();
                while (rows.next()) {
                    settings.add(rows.getString(1));
                }
                // The first one belongs to the embedded database.
                assertThat(settings).containsExactly("off", "on");
            }
        }
    }

    @Test
    void pollsIfListenIsRefused() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL)) {
            FaultyDataSource standby = new FaultyDataSource(database.source());
            standby.refuseListen();
            try (JdbcStore one = database.store().open();
                    JdbcStore two = JdbcStore.builder(standby)
                            .pollInterval(Duration.ofMillis(5))
                            .open()) {
                put(one, token("nightly.access"));

                two.awaitChanges(Duration.ofSeconds(20));
                assertThat(two.findByClientId("nightly.access")).isNotNull();
            }
        }
    }

    /** The listening connection would be the only one, and nothing could be read. */
    @Test
    void worksWithSingleConnectionPool() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open();
                HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.through(database.port()));
            pool.setMaximumPoolSize(1);
            try (JdbcStore two = JdbcStore.builder(pool).open()) {
                put(two, token("nightly.access"));
                put(one, token("another.access"));
                two.awaitChanges(Duration.ofSeconds(20));
                await().ignoreExceptions().until(() -> two.findByClientId("another.access") != null);
                put(two, token("third.access"));

                assertThat(one.findByClientId("third.access")).isNotNull();
            }
        }
    }

    /** A pooler may pass changed session settings to another client. */
    @Test
    void doesNotChangeSessionSettings() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL)) {
            FaultyDataSource source = new FaultyDataSource(database.source());
            try (JdbcStore one = database.store().open();
                    JdbcStore two = JdbcStore.builder(source).open()) {
                put(one, token("nightly.access"));
                put(two, token("another.access"));
                two.awaitChanges(Duration.ofSeconds(20));

                assertThat(two.serviceTokens(ServiceTokenQuery.ALL).tokens()).hasSize(2);
                assertThat(source.isolationChanges()).isZero();
            }
        }
    }

    @Test
    @DisplayName("request contract, section 3: a read-only database does not affect requests")
    void readOnlyDatabaseAffectsOnlyChanges() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open()) {
            FaultyDataSource source = new FaultyDataSource(database.source());
            IssuedServiceToken unmet = IssuedServiceToken.issue("unmet", Duration.ofDays(1), Instant.now());
            put(one, application("api"));
            put(one, unmet.token());
            Administration.builder(one).build().keys().rotate();
            try (JdbcStore two = JdbcStore.builder(source).open();
                    AccessGate gate = AccessGate.builder().store(two).build()) {
                source.readOnly(true);

                AccessDecision pair =
                        gate.decide(pair(unmet.clientId(), unmet.secret().reveal()));
                assertThat(pair).isInstanceOf(AccessDecision.LetIn.class);
                String jwt = ((AccessDecision.LetIn) pair).applicationToken();
                assertThat(gate.decide(cookie(jwt))).isInstanceOf(AccessDecision.LetIn.class);
                assertThat(gate.decide(pair("made-up.access", "secret")))
                        .isInstanceOf(AccessDecision.Unauthenticated.class);
                assertThatThrownBy(() -> put(two, token("new.access")))
                        .isInstanceOf(JdbcStoreException.class)
                        .hasMessageContaining("25006");
                assertThat(gate.endSession(cookie(jwt))).isInstanceOf(Answer.Refused.class);
                assertThat(gate.decide(cookie(jwt))).isInstanceOf(AccessDecision.LetIn.class);

                source.readOnly(false);
                put(two, token("new.access"));
                assertThat(two.findByClientId("new.access")).isNotNull();
            }
        }
    }

    private static PlainRequest pair(String clientId, String secret) {
        return PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", clientId)
                .header("CF-Access-Client-Secret", secret);
    }

    private static PlainRequest cookie(String jwt) {
        return PlainRequest.get("https://api.example.com/").header("Cookie", "CF_Authorization=" + jwt);
    }

    /** If both limits ended at once, the driver's would report a slow statement. */
    @Test
    void limitsWaitForOtherWriters() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore store =
                        database.store().operationTimeout(Duration.ofSeconds(1)).open();
                Connection other = database.source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM latchkey_state FOR UPDATE");

            assertThatThrownBy(() -> put(store, token("nightly.access")))
                    .isInstanceOf(JdbcStoreException.class)
                    .hasMessageContaining("while waiting for changes of other nodes")
                    .hasMessageContaining("55P03");

            other.rollback();
            put(store, token("nightly.access"));
            assertThat(store.findByClientId("nightly.access")).isNotNull();
        }
    }

    @Test
    void nodeStoppedDuringChangeDoesNotBlockOthers() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store()
                        .operationTimeout(Duration.ofMillis(200))
                        .open();
                JdbcStore two = database.store().open()) {
            assertThatThrownBy(() -> one.change(draft -> {
                        // It sleeps while the other node writes.
                        await().until(() -> {
                            put(two, token("nightly.access"));
                            return true;
                        });
                        draft.put(token("too-late.access"));
                        return "";
                    }))
                    .isInstanceOf(JdbcStoreException.class);

            assertThat(two.findByClientId("nightly.access")).isNotNull();
            assertThat(two.findByClientId("too-late.access")).isNull();
        }
    }
}
