package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.testing.LatchkeyExtension;
import dev.latchkey.testsupport.TestPostgreSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs the SQL of docs/many-nodes.md. */
final class DocumentedSqlTest {

    private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    private EmbeddedPostgres server;
    private PGSimpleDataSource owner;
    private String grants;
    private String changeByHand;

    @BeforeEach
    void createTables() throws Exception {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../docs/many-nodes.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        grants = blocks.get(0);
        changeByHand = blocks.get(1);
        server = TestPostgreSql.start();
        owner = source("postgres");
        run("CREATE SCHEMA latchkey; CREATE ROLE latchkey_app LOGIN;"
                + " ALTER ROLE latchkey_app SET search_path = latchkey");
        owner.setCurrentSchema("latchkey");
        JdbcSchema.migrate(owner);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void roleWithDocumentedRightsCanDoEverything() throws Exception {
        run(grants);
        try (JdbcStore store = JdbcStore.builder(source("latchkey_app")).open()) {
            Administration administration = Administration.builder(store).build();
            administration
                    .applications()
                    .create(configuration -> Application.named("app")
                            .domain("*")
                            .anyValidServiceToken(true)
                            .build());
            IssuedServiceToken ci = administration.serviceTokens().create("ci", Duration.ofDays(90));
            store.recordLastSeen(Map.of(ci.token().id(), Instant.now()));
            try (AccessGate gate = AccessGate.builder().store(store).build()) {
                String jwt = ((AccessDecision.LetIn) gate.decide(LatchkeyExtension.get("https://example.com/", ci)))
                        .applicationToken();
                PlainRequest request =
                        PlainRequest.get("https://example.com/").header("Cookie", "CF_Authorization=" + jwt);
                assertThat(gate.decide(request)).isInstanceOf(AccessDecision.Admitted.class);
                gate.endSession(request);
                assertThat(gate.decide(request)).isInstanceOf(AccessDecision.Denied.class);
            }
            administration.keys().rotate();
            assertThat(store.claimExpiryNotice(ci.token().id(), Instant.now())).isTrue();
            administration.serviceTokens().delete(ci.token().id(), token -> true);
        }
    }

    @Test
    void runningNodeSeesDocumentedChangeByHand() throws Exception {
        try (JdbcStore store = JdbcStore.builder(owner).open()) {
            IssuedServiceToken ci =
                    Administration.builder(store).build().serviceTokens().create("ci", Duration.ofDays(90));
            assertThat(store.findByClientId(ci.clientId()).enabled()).isTrue();

            run(changeByHand.replace("…", ci.clientId()));

            await().untilAsserted(() ->
                    assertThat(store.findByClientId(ci.clientId()).enabled()).isFalse());
        }
    }

    private PGSimpleDataSource source(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.getJdbcUrl(user, "postgres"));
        source.setUser(user);
        return source;
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
