package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL behind a connection pooler in transaction mode, with the defaults of driver and pool. */
final class JdbcBehindPoolerTest {

    private static final int SESSIONS = 3;
    private static final int TOKENS = 60;
    private static final Duration LONG = Duration.ofSeconds(20);

    private TestDatabase database;
    private TransactionPooler pooler;
    private final List<HikariDataSource> pools = new ArrayList<>();

    @BeforeEach
    void startPooler() throws Exception {
        database = TestDatabase.of(SqlDialect.POSTGRESQL);
        pooler = new TransactionPooler(database.port(), SESSIONS);
        try (JdbcStore setUp = database.store().open()) {
            for (int i = 0; i < TOKENS; i++) {
                put(setUp, token("client-" + i + ".access"));
            }
        }
    }

    @AfterEach
    void stopPooler() throws Exception {
        pools.forEach(HikariDataSource::close);
        pooler.close();
        database.close();
    }

    @Test
    void readsNewTokens() throws Exception {
        takeNames();
        try (JdbcStore one = node();
                JdbcStore two = node();
                JdbcStore three = node()) {
            for (JdbcStore node : List.of(one, two, three)) {
                for (int i = 0; i < TOKENS; i++) {
                    assertThat(node.findByClientId("client-" + i + ".access")).isNotNull();
                }
            }
        }
    }

    @Test
    void changesReachOtherNodes() throws Exception {
        takeNames();
        try (JdbcStore one = node();
                JdbcStore two = node()) {
            for (int i = 0; i < 20; i++) {
                JdbcStore writer = i % 2 == 0 ? one : two;
                JdbcStore reader = i % 2 == 0 ? two : one;
                String clientId = "client-" + i + ".access";
                assertThat(reader.findByClientId(clientId).enabled()).isTrue();

                put(writer, token(clientId).toBuilder().enabled(false).build());
                reader.awaitChanges(LONG);

                assertThat(reader.findByClientId(clientId).enabled()).isFalse();
                writer.revoke(session("session-" + i, Instant.now().plusSeconds(60)));
                reader.awaitChanges(LONG);
                assertThat(reader.isRevoked(session("session-" + i))).isTrue();
            }
        }
    }

    /** Prepared statements and LISTEN stay with a session that all clients share. */
    @Test
    void leavesNothingInPoolerSessions() throws Exception {
        UUID tokenId;
        try (JdbcStore node = node()) {
            for (int i = 0; i < 20; i++) {
                put(
                        node,
                        token("client-" + i + ".access").toBuilder()
                                .name("renamed")
                                .build());
                node.findByClientId("client-" + (i + 20) + ".access");
                tokenId = node.findByClientId("client-" + i + ".access").id();
                node.recordLastSeen(Map.of(tokenId, Instant.now(), UUID.randomUUID(), Instant.now()));
                node.claimExpiryNotice(tokenId, Instant.now().plusSeconds(i));
                node.refreshSigningKeys();
                node.awaitChanges(LONG);
            }
            for (int i = 0; i < SESSIONS; i++) {
                assertThat(texts("SELECT statement FROM pg_prepared_statements"))
                        .isEmpty();
                assertThat(texts("SELECT pg_listening_channels()")).isEmpty();
            }
        }
    }

    @Test
    void restoresPreparedStatementSettingOfApp() throws Exception {
        HikariDataSource pool = pool(database.through(database.port()), 1);
        try (JdbcStore node = JdbcStore.builder(pool).listen(false).open()) {
            put(node, token("client-1.access"));
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.unwrap(org.postgresql.PGConnection.class).getPrepareThreshold())
                    .isEqualTo(5);
        }
    }

    private JdbcStore node() throws Exception {
        return JdbcStore.builder(pool(database.through(pooler.port()), 10))
                .pollInterval(Duration.ofMillis(20))
                .open();
    }

    private HikariDataSource pool(DataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Another client prepares statements with the driver's first names on every session. */
    private void takeNames() throws SQLException {
        for (int session = 0; session < SESSIONS; session++) {
            StringBuilder sql = new StringBuilder("BEGIN;");
            for (int i = 1; i <= 40; i++) {
                sql.append("PREPARE \"S_").append(i).append("\" AS SELECT 'somebody else''s';");
            }
            texts(sql + "COMMIT");
        }
    }

    /** Returns the first column of the next session's result. */
    private List<String> texts(String sql) throws SQLException {
        try (Connection connection = database.through(pooler.port()).getConnection();
                Statement statement = connection.createStatement()) {
            List<String> texts = new ArrayList<>();
            if (statement.execute(sql)) {
                try (ResultSet row = statement.getResultSet()) {
                    while (row.next()) {
                        texts.add(row.getString(1));
                    }
                }
            }
            return texts;
        }
    }
}
