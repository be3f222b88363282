package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.cli.Terminal.Run;
import dev.latchkey.internal.file.ConfigurationSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: checking a configuration file on the command line")
class CheckTest {

    private static final String GOOD =
            "{'applications': [{'name': 'api', 'domain': 'a.b', 'any_valid_service_token': true}]}";

    @TempDir
    private Path directory;

    private Path file;
    private Terminal terminal;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("latchkey.json");
        terminal = new Terminal(file);
    }

    @Test
    void acceptsValidFile() throws IOException {
        assertThat(terminal.write(GOOD).run("check")).isEqualTo(new Run(0, file + """
                        : valid: 1 applications, 0 service tokens
                          application api: a.b; admits any valid service token; session: 24h
                          any other host or path: answered 403, because no application covers it
                        """, ""));
    }

    @Test
    void checksNamedFile() throws IOException {
        terminal.write(GOOD);

        assertThat(new Terminal(directory.resolve("other.json"))
                        .run("check", file.toString())
                        .status())
                .isZero();
    }

    @Test
    void reportsFaultsOfInvalidFile() throws IOException {
        Run run = terminal.write("{\n  'policies': 1,\n  'x': 2\n}").run("check");

        assertThat(run).isEqualTo(new Run(1, """
                FILE:2:3: error: /policies: must be an array
                FILE:3:3: error: /x: unknown member
                FILE: invalid
                """.replace("FILE", file.toString()), ""));
    }

    @Test
    void failsOnWarningsOnlyIfStrict() throws IOException {
        terminal.write("{'organization': {'explain_denials': true}, " + GOOD.substring(1));

        Run run = terminal.run("check");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith(file + ":1:19: warning: /organization/explain_denials: tells denied clients why");
        assertThat(terminal.run("check", "--strict").status()).isEqualTo(1);
    }

    @Test
    void warnsOfTokensThatExpireSoon() throws IOException {
        terminal.write("{'service_tokens': [{'client_id': 'a', 'client_secret_digest': '" + "0".repeat(64)
                + "', 'expires_at': '2026-11-20T00:00:00Z'}], " + GOOD.substring(1));

        assertThat(terminal.run("check", "--strict").status()).isZero();
        assertThat(terminal.run("check", "--strict", "--expiring", "30d").status())
                .isEqualTo(1);
    }

    @Test
    void checksSiblingFiles() throws IOException {
        terminal.write(GOOD);
        Files.writeString(directory.resolve("latchkey.keys.json"), "{}");

        Run run = terminal.run("check");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("latchkey.keys.json:1:1: error: /keys: is missing");
    }

    @Test
    void printsJson() throws IOException {
        Run run = terminal.write("{'x': 1}").run("check", "--json");

        JsonNode report = run.json();
        assertThat(run.status()).isEqualTo(1);
        assertThat(report.path("good").booleanValue()).isFalse();
        assertThat(report.at("/files/0/faults/0").toString())
                .isEqualTo("{\"pointer\":\"/x\",\"message\":\"unknown member\",\"line\":1,\"column\":2}");
    }

    @Test
    void warnsThatNothingIsProtected() throws IOException {
        terminal.write("{\n  'service_tokens': []\n}");

        assertThat(terminal.run("check").out()).startsWith(file + ":1:1: warning: /applications: is empty, so every");
        assertThat(terminal.run("check", "--json")
                        .json()
                        .at("/files/0/protection/0")
                        .textValue())
                .isEqualTo("every request: answered 403, because no application covers it");
    }

    @Test
    void escapesNames() throws IOException {
        terminal.write("{'applications': [{'name': 'a\\u2028b', 'domain': '*'}]}");

        assertThat(terminal.run("check").out()).contains("\n  application a\\u2028b: *; admits nobody; session: 24h\n");
    }

    @Test
    void reportsMissingFile() {
        Run run = terminal.run("check");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("does not exist");
    }

    @Test
    void printsSchema() {
        assertThat(terminal.run("schema")).isEqualTo(new Run(0, ConfigurationSchema.text(), ""));
    }

    @Test
    void rotatesKeys() throws IOException {
        terminal.write(GOOD);

        Run run = terminal.run("keys", "rotate", "--json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().path("last_key_rotation_at").textValue()).isEqualTo("2026-11-02T12:00:00Z");
        assertThat(run.json().path("key_rotation_interval_days").intValue()).isEqualTo(42);
        assertThat(run.json().path("days_until_next_rotation").intValue()).isEqualTo(42);
        assertThat(terminal.run("keys", "rotate").out()).startsWith("rotated  2026-11-02T12:00:00Z\n");
        assertThat(terminal.run("check").out()).contains("latchkey.keys.json: valid: 2 signing keys");
    }
}
