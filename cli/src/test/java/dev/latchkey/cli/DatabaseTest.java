package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.cli.Terminal.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a database, in memory. */
class DatabaseTest {

    private static final String PASSWORD = "the-database-password";

    @TempDir
    private Path directory;

    private Connection keeper;
    private Terminal terminal;

    @BeforeEach
    void startWithAnEmptyDatabase() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        // The first connection creates the user.
        keeper = DriverManager.getConnection(url, "app", PASSWORD);
        terminal = Terminal.onDatabase(url, "app", PASSWORD);
    }

    @AfterEach
    void forgetTheDatabase() throws SQLException {
        keeper.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }

    private Run done(String... arguments) {
        Run run = terminal.run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Test
    void createsTablesOnlyOnMigrate() throws IOException {
        Run refused = terminal.run("token", "create", "ci");
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("are missing", "latchkey database migrate", "latchkey database schema h2");

        assertThat(done("database", "migrate").out()).isEqualTo("database: the tables have version 1\n");
        assertThat(done("database", "migrate", "--json").json().path("version").intValue())
                .isOne();
        assertThat(done("token", "list", "--json").json()).isEmpty();
    }

    @Test
    void printedSchemaCreatesTables() throws Exception {
        run(done("database", "schema", "h2").out());

        assertThat(done("check").out()).contains("database: valid: 0 applications, 0 service tokens, 0 signing keys\n");
    }

    @Test
    void managesServiceToken() throws IOException {
        done("database", "migrate");
        JsonNode made = done("token", "create", "ci", "--json").json();
        String clientId = made.path("client_id").textValue();

        assertThat(done("token", "list", "--json").json()).hasSize(1);
        assertThat(done("token", "show", clientId).out()).contains("secret version  1");
        assertThat(done("token", "rotate", "ci", "--json")
                        .json()
                        .path("client_secret")
                        .textValue())
                .startsWith("lkst_")
                .isNotEqualTo(made.path("client_secret").textValue());
        assertThat(done("token", "disable", "ci").out()).containsPattern("enabled +no");
        assertThat(terminal.run("token", "show", "nobody at all").status()).isEqualTo(ExitStatus.NOT_FOUND);
        done("token", "delete", "ci");
        assertThat(done("token", "list", "--json").json()).isEmpty();
    }

    @Test
    void importsForeignSecret() {
        done("database", "migrate");

        terminal.typing("0123456789abcdef0123456789abcdef\n");
        assertThat(done("token", "import", "foreign.access", "--secret-stdin").out())
                .contains("foreign.access");
    }

    @Test
    void rotatesKeysWithKeyEncryptionKeyOfVariable() throws Exception {
        done("database", "migrate");
        String first = Base64.getEncoder().encodeToString(new byte[32]);
        String second = "01".repeat(32);

        assertThat(terminal.variable("LATCHKEY_KEY_ENCRYPTION_KEY", first)
                        .run("keys", "rotate")
                        .err())
                .isEmpty();
        assertThat(terminal.variable("LATCHKEY_KEY_ENCRYPTION_KEY", second)
                        .run("keys", "rotate")
                        .status())
                .isEqualTo(ExitStatus.FAILED);
        terminal.variable("LATCHKEY_KEY_ENCRYPTION_KEY", second + "," + first);
        done("keys", "rotate");
        assertThat(terminal.run("keys", "rotate", "--key-file", "keys.json").err())
                .contains("--key-file cannot be used with a database");
        terminal.variable("LATCHKEY_KEY_ENCRYPTION_KEY", second);
        assertThat(done("check").out()).contains("2 signing keys");

        Run refused =
                terminal.variable("LATCHKEY_KEY_ENCRYPTION_KEY", "not-a-key!").run("check");
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("LATCHKEY_KEY_ENCRYPTION_KEY")
                .doesNotContain("not-a-key");
    }

    @Test
    void checksDatabase() throws Exception {
        done("database", "migrate");
        done("token", "create", "ci", "--duration", "24h");

        assertThat(done("check").out())
                .startsWith("database: warning: /applications: is empty, so every request gets 403.")
                .contains("\ndatabase: warning: /service_tokens/0: service token ci expires at ")
                .endsWith("""
                        database: valid: 0 applications, 1 service tokens, 0 signing keys
                          every request: answered 403, because no application covers it
                        """);
        assertThat(terminal.run("check", "--strict").status()).isEqualTo(ExitStatus.FAILED);

        run("UPDATE latchkey_service_token SET secret_digest = 'nonsense'");
        Run refused = terminal.run("check", "--json");
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.json().at("/files/0/faults/0/message").textValue())
                .startsWith("service token ")
                .doesNotContain("nonsense");
    }

    @Test
    void fileOptionOverridesVariable() {
        Path file = directory.resolve("latchkey.json");

        assertThat(done("token", "create", "ci", "--create-file", "--file", file.toString())
                        .out())
                .contains("CF_ACCESS_CLIENT_SECRET=lkst_");
        assertThat(done("check", file.toString()).out()).contains(file + ": valid");
    }
}
