package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class JdbcNodesOnPostgresqlTest extends JdbcNodesTest {

    private static final String CUT_ALL_BUT_THIS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE '%latchkey%'";

    JdbcNodesOnPostgresqlTest() {
        super(SqlDialect.POSTGRESQL);
    }

    @Test
    void aNodeIsToldOfAChangeThatItWouldNotLookForInAnHour() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open();
                JdbcStore two = database.store()
                        .pollInterval(Duration.ofHours(1))
                        .failClosedAfter(null)
                        .open()) {
            assertThat(two.findByClientId("nightly.access")).isNull();
            // Whenever the other one begins to listen: it is told of one of these.
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
    void aNodeWhoseConnectionsWereCutSeesChangesAgain() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store().open();
                JdbcStore two = database.store().open()) {
            put(one, token("nightly.access"));
            assertThat(two.findByClientId("nightly.access")).isNotNull();
            two.awaitChanges(Duration.ofSeconds(20));

            database.run(CUT_ALL_BUT_THIS);

            await().ignoreExceptions().untilAsserted(() -> {
                put(one, token("nightly.access").toBuilder().enabled(false).build());
                assertThat(two.findByClientId("nightly.access").enabled()).isFalse();
            });
        }
    }

    @Test
    void aChangeWaitsForOtherWritersNoLongerThanItMay() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore store = database.store()
                        .operationTimeout(Duration.ofMillis(200))
                        .open();
                Connection other = database.source().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM latchkey_state FOR UPDATE");

            assertThatThrownBy(() -> put(store, token("nightly.access")))
                    .isInstanceOf(JdbcStoreException.class)
                    .hasMessageContaining("55P03");

            other.rollback();
            put(store, token("nightly.access"));
            assertThat(store.findByClientId("nightly.access")).isNotNull();
        }
    }

    @Test
    void aNodeThatStopsInTheMiddleOfAChangeDoesNotKeepOthersFromWriting() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.POSTGRESQL);
                JdbcStore one = database.store()
                        .operationTimeout(Duration.ofMillis(200))
                        .open();
                JdbcStore two = database.store().open()) {
            assertThatThrownBy(() -> one.change(draft -> {
                        // It sleeps, and the other one writes meanwhile.
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
