package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.cli.Terminal.Run;
import dev.latchkey.internal.credential.SecretVerifier;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: service tokens on the command line")
class TokenCommandsTest {

    private static final Pattern SECRET = Pattern.compile("lkst_[A-Za-z0-9]{40}[0-9a-f]{8}");
    private static final String FOREIGN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final SecretVerifier VERIFIER = new SecretVerifier(SecretHasher.sha256());

    @TempDir
    private Path directory;

    private Path file;
    private Terminal terminal;

    @BeforeEach
    void startWithAnEmptyFile() throws IOException {
        file = directory.resolve("latchkey.json");
        terminal = new Terminal(file).write("{}");
    }

    private JsonNode create(String name, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("token", "create", name, "--json"));
        arguments.addAll(List.of(more));
        Run run = terminal.run(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return run.json();
    }

    private ServiceToken stored(String clientId) throws IOException {
        try (JsonFileStore store = JsonFileStore.open(file)) {
            return store.findByClientId(clientId);
        }
    }

    private boolean opens(String secret, String clientId) throws IOException {
        return VERIFIER.verify(stored(clientId), ClientSecret.of(secret), Terminal.NOW.toEpochMilli())
                        .status()
                == SecretVerifier.Status.GOOD;
    }

    @Test
    void createPrintsSecretOnce() throws IOException {
        Run run = terminal.run("token", "create", "build servers");

        Matcher secret = SECRET.matcher(run.out());
        assertThat(secret.find()).isTrue();
        assertThat(run.out())
                .contains("name            build servers\n", "expires         2027-11-02T12:00:00Z\n")
                .endsWith("\nCF_ACCESS_CLIENT_SECRET=" + secret.group() + "\n");
        assertThat(run.err()).hasLineCount(1).contains("there is no application", "app create");
        assertThat(terminal.contents()).doesNotContain(secret.group());
        assertThat(terminal.run("token", "show", "build servers").out()).doesNotContain(secret.group());
    }

    @Test
    void tokenHasContractMembers() throws IOException {
        JsonNode made = create("ci", "--duration", "1h30m");

        assertThat(made.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "id",
                        "client_id",
                        "name",
                        "enabled",
                        "duration",
                        "expires_at",
                        "created_at",
                        "updated_at",
                        "client_secret_version",
                        "client_secret");
        assertThat(made.path("duration").textValue()).isEqualTo("1h30m");
        assertThat(made.path("expires_at").textValue()).isEqualTo("2026-11-02T13:30:00Z");
        assertThat(opens(
                        made.path("client_secret").textValue(),
                        made.path("client_id").textValue()))
                .isTrue();
    }

    @Test
    void setsRoles() throws IOException {
        JsonNode made = create("ci", "--role", "deploy", "--role", "audit");
        assertThat(made.path("roles").toString()).isEqualTo("[\"audit\",\"deploy\"]");

        terminal.run("token", "roles", "ci", "deploy", "read");
        assertThat(terminal.run("token", "show", "ci", "--json")
                        .json()
                        .path("roles")
                        .toString())
                .isEqualTo("[\"deploy\",\"read\"]");

        terminal.run("token", "roles", "ci");
        assertThat(terminal.run("token", "show", "ci", "--json").json().path("roles"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8760h,8760h,2027-11-02T12:00:00Z",
        "30d,720h,2026-12-02T12:00:00Z",
        "forever,forever,9999-12-31T23:59:59Z"
    })
    void honorsDuration(String given, String duration, String expiresAt) throws IOException {
        JsonNode made = create("ci", "--duration", given);

        assertThat(made.path("duration").textValue()).isEqualTo(duration);
        assertThat(made.path("expires_at").textValue()).isEqualTo(expiresAt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "client_id", "name", "hex"})
    void findsByIdClientIdOrName(String by) throws IOException {
        JsonNode made = create("ci");
        create("other");
        String named = by.equals("hex")
                ? made.path("id").textValue().replace("-", "")
                : made.path(by).textValue();

        Run shown = terminal.run("token", "show", named, "--json");

        assertThat(shown.status()).isZero();
        assertThat(shown.json().path("id")).isEqualTo(made.path("id"));
    }

    @Test
    void rejectsAmbiguousNameAndListsCandidates() throws IOException {
        JsonNode one = create("ci");
        JsonNode other = create("ci");

        Run refused = terminal.run("token", "delete", "ci");

        assertThat(refused.status()).isEqualTo(5);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .hasLineCount(1)
                .contains(one.path("id").textValue(), other.path("id").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "rotate", "refresh", "enable", "disable", "delete"})
    void missingTokenHasItsOwnStatus(String command) {
        Run refused = terminal.run("token", command, "nobody");

        assertThat(refused).isEqualTo(new Run(3, "", "latchkey: there is no service token nobody\n"));
    }

    @Test
    void rotateEndsOldSecretAtOnce() throws IOException {
        JsonNode made = create("ci");
        String clientId = made.path("client_id").textValue();

        JsonNode rotated = terminal.run("token", "rotate", "ci", "--json").json();

        assertThat(rotated.path("client_secret_version").intValue()).isEqualTo(2);
        assertThat(rotated.has("previous_client_secret_expires_at")).isFalse();
        assertThat(opens(rotated.path("client_secret").textValue(), clientId)).isTrue();
        assertThat(opens(made.path("client_secret").textValue(), clientId)).isFalse();
    }

    @Test
    void rotateWithGraceKeepsBothSecrets() throws IOException {
        JsonNode made = create("ci");
        String clientId = made.path("client_id").textValue();

        JsonNode rotated =
                terminal.run("token", "rotate", "ci", "--grace", "1h", "--json").json();

        assertThat(rotated.path("previous_client_secret_expires_at").textValue())
                .isEqualTo("2026-11-02T13:00:00Z");
        assertThat(opens(rotated.path("client_secret").textValue(), clientId)).isTrue();
        assertThat(opens(made.path("client_secret").textValue(), clientId)).isTrue();
    }

    @Test
    void refreshExtendsExpiryByOneYear() throws IOException {
        create("ci", "--duration", "1h");

        assertThat(terminal.run("token", "refresh", "ci", "--json")
                        .json()
                        .path("expires_at")
                        .textValue())
                .isEqualTo("2027-11-02T12:00:00Z");
    }

    @Test
    void disablesAndEnables() throws IOException {
        create("ci");

        assertThat(terminal.run("token", "disable", "ci").out()).contains("enabled         no\n");
        assertThat(terminal.run("token", "show", "ci", "--json")
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isFalse();
        assertThat(terminal.run("token", "enable", "ci").out()).contains("enabled         yes\n");
    }

    @Test
    void deletes() throws IOException {
        JsonNode made = create("ci");

        Run deleted = terminal.run("token", "delete", "ci");

        assertThat(deleted.out())
                .isEqualTo("deleted service token ci (" + made.path("id").textValue() + ")\n");
        assertThat(stored(made.path("client_id").textValue())).isNull();
    }

    @Test
    void deleteNamesReferrers() throws IOException {
        terminal.write("""
                {
                  'policies': [
                    {
                      'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'partners', 'decision': 'non_identity',
                      'include': [{'service_token': {'token_id': '6b1d0c5e-27bb-4c0e-8d0d-000000000002'}}]
                    }
                  ],
                  'service_tokens': [
                    {
                      'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000002', 'client_id': 'a', 'name': 'ci',
                      'duration': 'forever', 'client_secret_digest': '%s'
                    }
                  ]
                }
                """.formatted(FOREIGN));

        Run refused = terminal.run("token", "delete", "ci");

        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).hasLineCount(1).contains("service token ci", "partners");
        assertThat(stored("a")).isNotNull();
    }

    @Test
    void listsAllOrMatching() throws IOException {
        create("first", "--duration", "10d");
        create("second", "--duration", "100d");

        assertThat(terminal.run("token", "list").out()).hasLineCount(3).startsWith("ID ");
        assertThat(terminal.run("token", "list", "--json").json()).hasSize(2);
        assertThat(terminal.run("token", "list", "--search", "SECO", "--json").json())
                .singleElement()
                .satisfies(t -> assertThat(t.path("name").textValue()).isEqualTo("second"));
        assertThat(terminal.run("token", "list", "--expiring", "30d", "--json").json())
                .singleElement()
                .satisfies(t -> assertThat(t.path("name").textValue()).isEqualTo("first"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void importReadsSecretFromStandardInput(String end) throws IOException {
        Run imported = terminal.typing(FOREIGN + end)
                .run("token", "import", "foreign.access", "--secret-stdin", "--name", "old", "--json");

        assertThat(imported.status()).as(imported.err()).isZero();
        assertThat(imported.json().path("name").textValue()).isEqualTo("old");
        assertThat(imported.json().has("client_secret")).isFalse();
        assertThat(imported.out()).doesNotContain(FOREIGN);
        assertThat(opens(FOREIGN, "foreign.access")).isTrue();
    }

    @Test
    void importAcceptsDigest() throws IOException {
        String digest = SecretHasher.sha256().digest(ClientSecret.of(FOREIGN)).toStoredText();

        Run imported = terminal.run("token", "import", "foreign.access", "--digest", digest);

        assertThat(imported.status()).isZero();
        assertThat(imported.out()).doesNotContain(digest.substring(10));
        assertThat(opens(FOREIGN, "foreign.access")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "two\nlines",
                "0123456789012345678901234567890\n",
                "with a blank in it, and long enough"
            })
    void importRejectsInvalidSecretWithoutRepeatingIt(String typed) {
        Run refused = terminal.typing(typed).run("token", "import", "foreign.access", "--secret-stdin");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1);
        if (!typed.isBlank()) {
            assertThat(refused.err()).doesNotContain(typed.strip());
        }
    }

    @Test
    void importRejectsTooLongSecret() {
        Run refused = terminal.typing("x".repeat(5000)).run("token", "import", "foreign.access", "--secret-stdin");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("of at most 256 characters").doesNotContain("xxxx");
    }

    @Test
    void importRejectsDuplicateClientId() throws IOException {
        String clientId = create("ci").path("client_id").textValue();

        Run refused = terminal.typing(FOREIGN).run("token", "import", clientId, "--secret-stdin");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1).contains("/client_id: another service token has this Client ID");
    }

    @Test
    void storesHmacWithPepper() throws IOException {
        String pepper = "000102030405060708090a0b0c0d0e0f";

        Run made = terminal.variable("LATCHKEY_PEPPER", pepper).run("token", "create", "ci");

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(terminal.contents()).contains("\"hmac-sha256:").doesNotContain(pepper);
    }

    @Test
    void doesNotRepeatInvalidPepper() {
        Run refused = terminal.variable("LATCHKEY_PEPPER", "not-a-pepper!").run("token", "list");

        assertThat(refused)
                .isEqualTo(new Run(1, "", "latchkey: LATCHKEY_PEPPER must be at least 16 bytes, in hex or base64\n"));
    }

    @Test
    void escapesNamesForTerminal() throws IOException {
        create("\u001b[2Jred\n");

        assertThat(terminal.run("token", "list").out())
                .hasLineCount(2)
                .contains("\\u001b[2Jred\\u000a")
                .doesNotContain("\u001b");
    }

    @Test
    void createsFileOnlyOnRequest() throws IOException {
        Files.delete(file);

        Run refused = terminal.run("token", "create", "ci");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1).startsWith("latchkey: " + file + " does not exist");
        assertThat(file).doesNotExist();

        assertThat(terminal.run("token", "create", "ci", "--create-file").status())
                .isZero();
        assertThat(file).exists();
    }

    @Test
    void optionOverridesVariable() throws IOException {
        Path other = directory.resolve("other.json");

        assertThat(terminal.run("token", "create", "ci", "--create-file", "--file", other.toString())
                        .status())
                .isZero();

        assertThat(terminal.run("--file", other.toString(), "token", "list", "--json")
                        .json())
                .hasSize(1);
        assertThat(terminal.run("token", "list", "--json").json()).isEmpty();
    }

    @Test
    void runningAppSeesChange() throws Exception {
        try (JsonFileStore app =
                JsonFileStore.builder(file).pollInterval(Duration.ofMillis(10)).open()) {
            String clientId = create("ci").path("client_id").textValue();

            await().until(() -> app.findByClientId(clientId) != null);
        }
    }
}
