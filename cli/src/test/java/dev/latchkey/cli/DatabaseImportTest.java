package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.Terminal.Run;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies a file into a database so that service tokens and sessions stay valid. */
class DatabaseImportTest {

    private static final UUID CI = UUID.fromString("6b1d0c5e-27bb-4c0e-8d0d-0000000000c1");

    @TempDir
    private Path directory;

    private Path file;
    private Terminal onFile;
    private Terminal onDatabase;
    private JdbcDataSource source;
    private Connection keeper;

    @BeforeEach
    void startWithAFileAndEmptyTables() throws Exception {
        file = directory.resolve("latchkey.json");
        onFile = new Terminal(file).write("""
                {
                  'organization': {'explain_denials': true},
                  'applications': [{'name': 'api', 'domain': 'a.b', 'logo_url': 'x', 'policies': ['6b1d0c5e-27bb-4c0e-8d0d-000000000001']}],
                  'policies': [{
                    'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'ci', 'decision': 'non_identity',
                    'include': [{'service_token': {'token_id': '6b1d0c5e-27bb-4c0e-8d0d-0000000000c1'}}, {'group': {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000002'}}]
                  }],
                  'groups': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000002', 'name': 'office',
                    'include': [{'ip_list': {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000003'}}]}],
                  'ip_lists': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000003', 'name': 'office', 'ips': ['192.0.2.0/24']}],
                  'service_tokens': [
                    {'id': '6b1d0c5e-27bb-4c0e-8d0d-0000000000c1', 'name': 'ci', 'client_id': 'ci.access', 'client_secret_digest': 'DIGEST', 'duration': 'forever'}
                  ]
                }
                """.replace("DIGEST", "0".repeat(64)));
        assertThat(onFile.run("keys", "rotate").status()).isZero();
        try (JsonFileStore store = openFile()) {
            store.recordLastSeen(Map.of(CI, Terminal.NOW.minusSeconds(5)));
            store.revoke(session("ended", 3600));
            store.revoke(session("over", -1));
        }
        source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        keeper = source.getConnection();
        onDatabase = Terminal.onDatabase(source.getURL(), "", "");
        assertThat(onDatabase.run("database", "migrate").status()).isZero();
    }

    @AfterEach
    void forgetTheDatabase() throws Exception {
        keeper.close();
    }

    private JsonFileStore openFile() throws IOException {
        return JsonFileStore.builder(file).clock(() -> Terminal.NOW).open();
    }

    private static RevocableSession session(String id, long secondsLeft) {
        Instant end = Terminal.NOW.plusSeconds(secondsLeft);
        return new RevocableSession(id, end.minusSeconds(86_400), end);
    }

    private Run copy() {
        return onDatabase.run("database", "import", file.toString());
    }

    @Test
    void copiesEverything() throws Exception {
        String before = onFile.contents();

        Run copied = copy();

        assertThat(copied.status()).as(copied.err()).isZero();
        assertThat(copied.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "applications 1",
                        "policies 1",
                        "groups 1",
                        "ip lists 1",
                        "service tokens 1",
                        "signing keys 1",
                        "ended sessions 2");
        try (JsonFileStore from = openFile();
                JdbcStore to =
                        JdbcStore.builder(source).clock(() -> Terminal.NOW).open()) {
            assertThat(to.configuration()).isEqualTo(from.configuration());
            assertThat(to.serviceTokens(ServiceTokenQuery.ALL)).isEqualTo(from.serviceTokens(ServiceTokenQuery.ALL));
            assertThat(to.findById(CI))
                    .satisfies(token -> assertThat(token.lastSeenAt()).isEqualTo(Terminal.NOW.minusSeconds(5)));
            assertThat(to.signingKeys()).isEqualTo(from.signingKeys()).hasSize(1);
            assertThat(to.isRevoked(session("ended", 3600))).isTrue();
            assertThat(to.isRevoked(session("over", -1))).isTrue();
        }
        assertThat(onFile.contents()).isEqualTo(before);
    }

    @Test
    void copiesWhatLiesBesideTheKeyFile() throws Exception {
        Path keyFile = directory.resolve("elsewhere").resolve("keys.json");
        Files.createDirectory(keyFile.getParent());
        assertThat(onFile.run("keys", "rotate", "--key-file", keyFile.toString())
                        .status())
                .isZero();
        assertThat(onFile.run("check", "--key-file", keyFile.toString()).out())
                .contains(keyFile + ": valid: ")
                .doesNotContain("latchkey.keys.json");
        String kid;
        try (JsonFileStore from = JsonFileStore.builder(file)
                .keyFile(keyFile)
                .clock(() -> Terminal.NOW)
                .open()) {
            kid = from.signingKeys().get(0).kid();
            from.revoke(session("there", 3600));
        }

        assertThat(onDatabase
                        .variable("LATCHKEY_KEY_FILE", keyFile.toString())
                        .run("database", "import", file.toString())
                        .status())
                .isZero();

        try (JdbcStore to = JdbcStore.builder(source).clock(() -> Terminal.NOW).open()) {
            assertThat(to.signingKeys()).extracting(key -> key.kid()).containsExactly(kid);
            assertThat(to.isRevoked(session("there", 3600))).isTrue();
            assertThat(to.isRevoked(session("ended", 3600))).isFalse();
        }
    }

    /** The clock was ahead, so the file forgot sessions that are valid again after its correction. */
    @Test
    void keepsSessionsEndedThatTheFileHasForgotten() throws Exception {
        RevocableSession forgotten = session("forgotten", 1800);
        Files.writeString(
                directory.resolve("latchkey.sessions.json"),
                "{\"forgotten\": [{\"issued_from\": \"%s\", \"issued_to\": \"%s\", \"until\": \"%s\"}]}"
                        .formatted(
                                forgotten.issuedAt().minusSeconds(60),
                                forgotten.issuedAt().plusSeconds(60),
                                forgotten.expiresAt().plusSeconds(60)));
        try (JsonFileStore from = openFile()) {
            assertThat(from.isRevoked(forgotten)).isTrue();
        }

        assertThat(copy().status()).isZero();

        try (JdbcStore to = JdbcStore.builder(source).clock(() -> Terminal.NOW).open()) {
            assertThat(to.isRevoked(forgotten)).isTrue();
            assertThat(to.isRevoked(session("good", 7200))).isFalse();
        }
    }

    @Test
    void requiresEmptyDatabase() throws IOException {
        assertThat(onDatabase.run("token", "create", "other").status()).isZero();

        Run refused = copy();

        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err()).contains("the database is not empty");
        assertThat(onDatabase.run("check").out()).contains("0 applications, 1 service tokens, 0 signing keys");
        assertThat(onDatabase.run("token", "delete", "other").status()).isZero();
        assertThat(copy().status()).isZero();
        assertThat(copy().status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void replacesKeysOfAppThatStartedTooEarly() throws IOException {
        assertThat(onDatabase.run("keys", "rotate").status()).isZero();

        assertThat(copy().status()).isZero();

        assertThat(onDatabase.run("check").out()).contains("1 applications, 1 service tokens, 1 signing keys");
    }

    @Test
    void canBeRepeatedAfterFailure() throws Exception {
        run("ALTER TABLE latchkey_configuration ADD CONSTRAINT no_applications CHECK (kind <> 'APPLICATION')");

        Run failed = copy();

        assertThat(failed.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(failed.err()).hasLineCount(1).startsWith("latchkey: database: preparing a change");
        assertThat(onDatabase.run("check").out()).contains("0 applications, 0 service tokens");
        run("ALTER TABLE latchkey_configuration DROP CONSTRAINT no_applications");
        assertThat(copy().status()).isZero();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void reportsInvalidFile() throws IOException {
        onFile.write("{'x': 1}");

        Run refused = copy();

        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err()).contains("/x: unknown member");
    }
}
