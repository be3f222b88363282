package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.file.JsonFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: a read-only configuration")
final class ReadOnlyConfigurationTest {

    private static final String SECRET = "a-secret-of-forty-characters-for-the-test";
    private static final UUID TOKEN = UUID.fromString("6b1d0c5e-27bb-4c0e-8d0d-0000000000c1");

    @TempDir
    private Path directory;

    private Path mount;
    private Path file;
    private Path keyFile;

    /** Creates files as Kubernetes mounts a ConfigMap. */
    @BeforeEach
    void mount() throws IOException {
        mount = Files.createDirectory(directory.resolve("config"));
        keyFile = Files.createDirectory(directory.resolve("state")).resolve("keys.json");
        file = Files.createSymbolicLink(mount.resolve("latchkey.json"), Path.of("..data", "latchkey.json"));
        swap("..2026_1", "api");
    }

    @AfterEach
    void makeWritable() throws IOException {
        permit("rwx------", mount);
    }

    private void swap(String version, String name) throws IOException {
        Path contents = Files.createDirectory(mount.resolve(version));
        Files.write(contents.resolve("latchkey.json"), Documents.bytes("""
                {'applications': [{'name': '%s', 'domain': 'api.example.com', 'any_valid_service_token': true}],
                 'service_tokens': [{'id': '%s', 'client_id': 'ci.access', 'client_secret_digest': '%s',
                   'duration': 'forever'}]}
                """.formatted(
                        name,
                        TOKEN,
                        SecretHasher.sha256().digest(ClientSecret.of(SECRET)).toStoredText())));
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void permit(String permissions, Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** Permissions do not apply to root. */
    private static void assumeNotRoot() {
        Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "runs as root");
    }

    private static AccessDecision decide(AccessGate gate) {
        return gate.decide(PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", "ci.access")
                .header("CF-Access-Client-Secret", SECRET));
    }

    @Test
    void writesOnlyBesideKeyFile() throws Exception {
        String jwt;
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open();
                AccessGate gate = AccessGate.builder().store(store).build()) {
            jwt = ((AccessDecision.LetIn) decide(gate)).applicationToken();
            store.revoke(session("ended"));
            store.recordLastSeen(Map.of(TOKEN, Instant.parse("2026-11-20T12:00:00Z")));
        }

        assertThat(directory.resolve("state")).isDirectoryContaining("glob:**/keys.json");
        assertThat(directory.resolve("state")).isDirectoryContaining("glob:**/keys.sessions.json");
        assertThat(directory.resolve("state")).isDirectoryContaining("glob:**/keys.usage.json");
        assertThat(mount).isDirectoryNotContaining("glob:**.{lock,tmp}");
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open();
                AccessGate gate = AccessGate.builder().store(store).build()) {
            assertThat(gate.decide(PlainRequest.get("https://api.example.com/").header("cf-access-token", jwt)))
                    .isInstanceOf(AccessDecision.LetIn.class);
            assertThat(store.isRevoked(session("ended"))).isTrue();
        }
    }

    /** Each would take the other's service tokens for deleted ones, and its own for unused ones. */
    @Test
    void keepsAppsApartWhoseConfigurationsHaveOneName() throws Exception {
        Path otherFile = Files.createDirectory(directory.resolve("other")).resolve("latchkey.json");
        Path otherKeyFile = keyFile.resolveSibling("other.keys.json");
        Instant used = Instant.parse("2026-11-20T12:00:00Z");
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open();
                JsonFileStore other = JsonFileStore.builder(otherFile)
                        .keyFile(otherKeyFile)
                        .createIfMissing(true)
                        .open()) {
            store.recordLastSeen(Map.of(TOKEN, used));
            other.recordLastSeen(Map.of(UUID.randomUUID(), used));
        }

        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open()) {
            assertThat(store.findById(TOKEN).lastSeenAt()).isEqualTo(used);
        }
    }

    @Test
    void acceptsCookieOfAnotherNodeBeforeTheNextPoll() throws Exception {
        try (JsonFileStore store = slow();
                AccessGate gate = AccessGate.builder().store(store).build();
                JsonFileStore otherStore = slow();
                AccessGate other = AccessGate.builder().store(otherStore).build()) {
            decide(gate);
            decide(other);
            Administration.builder(store).build().keys().rotate();
            String jwt = ((AccessDecision.LetIn) decide(gate)).applicationToken();

            assertThat(other.decide(PlainRequest.get("https://api.example.com/").header("cf-access-token", jwt)))
                    .isInstanceOf(AccessDecision.LetIn.class);
        }
    }

    private JsonFileStore slow() throws IOException {
        return JsonFileStore.builder(file)
                .keyFile(keyFile)
                .pollInterval(Duration.ofHours(1))
                .open();
    }

    @Test
    void loadsAtomicallySwappedVersion() throws Exception {
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open()) {
            for (int version = 2; version < 6; version++) {
                String name = "version " + version;
                swap("..2026_" + version, name);

                await().until(() -> store.configuration().applications().get(0).name(), name::equals);
            }
        }
    }

    @Test
    void rejectsGateThatCouldNeverSign() throws IOException {
        Path nowhere = directory.resolve("nowhere").resolve("keys.json");
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(nowhere).open()) {
            assertThatThrownBy(() -> AccessGate.builder().store(store).build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(nowhere + " has no signing key and cannot be written")
                    .hasMessageContaining("does not exist")
                    .hasMessageContaining("key-file");
        }
        try (SessionFiles keys = SessionFiles.open(nowhere, InstantSource.system());
                JsonFileStore store = JsonFileStore.open(file)) {
            assertThatThrownBy(() -> AccessGate.builder()
                            .store(store)
                            .signingKeyStore(keys)
                            .build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(nowhere.toString());
        }
    }

    @Test
    void rejectsGateOverReadOnlyDirectory() throws IOException {
        assumeNotRoot();
        permit("r-x------", mount);
        try (JsonFileStore store = JsonFileStore.open(file)) {
            assertThatThrownBy(() -> AccessGate.builder().store(store).build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("latchkey.keys.json")
                    .hasMessageContaining(mount + " is not writable for the user");
        }
    }

    @Test
    void continuesWithExistingKey() throws Exception {
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open()) {
            Administration.builder(store).build().keys().rotate();
        }
        assumeNotRoot();
        permit("r-x------", keyFile.getParent());
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open();
                LogCapture log = new LogCapture();
                AccessGate gate = AccessGate.builder().store(store).build()) {
            assertThat(decide(gate)).isInstanceOf(AccessDecision.LetIn.class);
            assertThat(log.lines()).hasSize(3).allMatch(line -> line.contains("cannot be written"));
        } finally {
            permit("rwx------", keyFile.getParent());
        }
    }

    @Test
    void reportsUnwritableFileOnce() throws Exception {
        Files.createDirectory(mount.resolve("..2026_1").resolve("latchkey.json.lock"));
        try (JsonFileStore store = JsonFileStore.builder(file).keyFile(keyFile).open();
                LogCapture log = new LogCapture()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.update(document -> document.withoutServiceToken("ci.access")))
                        .isInstanceOf(IOException.class);
            }

            assertThat(log.lines()).singleElement().asString().contains("ERROR", file.toString(), "cannot be written");
        }
    }
}
