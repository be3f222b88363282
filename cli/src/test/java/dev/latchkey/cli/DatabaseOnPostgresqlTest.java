package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.Terminal.Run;
import dev.latchkey.testsupport.TestPostgreSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on PostgreSQL, if it can be started. */
class DatabaseOnPostgresqlTest {

    @TempDir
    private Path directory;

    @Test
    void importsIntoTablesCreatedFromPrintedSchema() throws Exception {
        Path file = directory.resolve("latchkey.json");
        Terminal onFile = new Terminal(file).write("{'applications': [{'name': 'api', 'domain': 'a.b'}]}");
        assertThat(onFile.run("token", "create", "ci").status()).isZero();
        assertThat(onFile.run("keys", "rotate").status()).isZero();
        try (EmbeddedPostgres postgres = TestPostgreSql.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Terminal terminal = Terminal.onDatabase(url, "postgres", "");
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        terminal.run("database", "schema", "postgresql").out());
            }

            List<String[]> commands = List.of(
                    new String[] {"database", "import", file.toString()},
                    new String[] {"token", "rotate", "ci", "--grace", "1h"},
                    new String[] {"app", "set", "api", "session_duration=1h"},
                    new String[] {"keys", "rotate"});
            for (String[] command : commands) {
                Run run = terminal.run(command);
                assertThat(run.status()).as(run.err()).isZero();
            }

            assertThat(terminal.run("check").out())
                    .contains("database: valid: 1 applications, 1 service tokens, 2 signing keys\n");
            Run refused = Terminal.onDatabase(url.replace("/postgres", "/nosuch"), "postgres", "")
                    .run("token", "list");
            assertThat(refused.err()).hasLineCount(1).contains("the database does not exist");
        }
    }
}
