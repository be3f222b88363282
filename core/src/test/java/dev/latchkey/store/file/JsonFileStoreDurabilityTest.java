package dev.latchkey.store.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.internal.file.Documents;
import dev.latchkey.internal.file.OwnerOnlyPermissionsTest;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: acknowledged changes survive other writers and crashes")
@Timeout(60)
class JsonFileStoreDurabilityTest {

    private static final Duration OFTEN = Duration.ofMillis(10);

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void prepare() {
        path = directory.resolve("latchkey.json");
    }

    @Test
    void reopenedStoreHasEverything() throws Exception {
        StoredSigningKey key = SampleKeys.key("1", Instant.parse("2026-11-20T12:00:00Z"));
        try (JsonFileStore store = open()) {
            store.update(document -> document.with(token("a.access"))
                    .with(Application.named("api").domain("a.b").build()));
            store.replaceSigningKeys(null, List.of(key));
            store.revoke(session("session-1", Instant.parse("2999-01-01T00:00:00Z")));
        }
        try (JsonFileStore store = JsonFileStore.open(path)) {
            assertThat(store.findByClientId("a.access")).isNotNull();
            assertThat(store.configuration().applications())
                    .extracting(Application::name)
                    .containsExactly("api");
            assertThat(store.signingKeys()).containsExactly(key);
            assertThat(store.isRevoked(session("session-1"))).isTrue();
        }
    }

    @Test
    void twoStoresOnOneFileLoseNoChange() throws Exception {
        int threads = 8;
        int each = 6;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (JsonFileStore one = open();
                JsonFileStore other = open()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                JsonFileStore store = i % 2 == 0 ? one : other;
                String name = "t" + i + "-";
                tasks.add(() -> {
                    for (int n = 0; n < each; n++) {
                        ServiceToken token = token(name + n);
                        store.update(document -> document.with(token));
                        store.revoke(session("session-" + name + n, Instant.parse("2999-01-01T00:00:00Z")));
                    }
                    return null;
                });
            }
            for (Future<Void> done : executor.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            executor.shutdownNow();
        }
        try (JsonFileStore store = JsonFileStore.open(path)) {
            for (int i = 0; i < threads; i++) {
                for (int n = 0; n < each; n++) {
                    assertThat(store.findByClientId("t" + i + "-" + n)).isNotNull();
                    assertThat(store.isRevoked(session("session-t" + i + "-" + n)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void storeSeesChangesOfAnother() throws Exception {
        StoredSigningKey key = SampleKeys.key("1", Instant.parse("2026-11-20T12:00:00Z"));
        try (JsonFileStore one = open();
                JsonFileStore other =
                        JsonFileStore.builder(path).pollInterval(OFTEN).open()) {
            one.update(document -> document.with(token("a.access")));
            one.replaceSigningKeys(null, List.of(key));
            one.revoke(session("session-1", Instant.parse("2999-01-01T00:00:00Z")));

            await().untilAsserted(() -> {
                assertThat(other.findByClientId("a.access")).isNotNull();
                assertThat(other.signingKeys()).containsExactly(key);
                assertThat(other.isRevoked(session("session-1"))).isTrue();
            });
        }
    }

    @Test
    void appliesManualEditWithoutRestart() throws Exception {
        Files.write(path, Documents.bytes("{}"));
        OwnerOnlyPermissionsTest.makeOwnerOnly(path);
        try (JsonFileStore store = JsonFileStore.open(path)) {
            Files.write(path, Documents.bytes(Documents.token("'duration': 'forever'")));

            await().atMost(Duration.ofSeconds(10)).until(() -> store.findByClientId("a.access") != null);
        }
    }

    @Test
    void killedWriterLeavesAcknowledgedChanges() throws Exception {
        try (JsonFileStore store = open()) {
            List<String> answered = new ArrayList<>();
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            path.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 10; i++) {
                    answered.add(Objects.requireNonNull(lines.readLine(), "the writer ended by itself"));
                    // This process writes as well: neither may lose the other's changes.
                    ServiceToken ours = token("ours-" + i);
                    store.update(document -> document.with(ours));
                    answered.add(ours.clientId());
                }
                // Not Process.destroyForcibly(), which would close the stream as well.
                assertThat(writer.toHandle().destroyForcibly()).isTrue();
                assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
                lines.lines().filter(line -> line.endsWith(".")).forEach(answered::add);
            } finally {
                writer.destroyForcibly();
            }
            assertThat(answered).hasSizeGreaterThanOrEqualTo(20);
            try (JsonFileStore after = JsonFileStore.open(path)) {
                assertThat(answered)
                        .allSatisfy(clientId ->
                                assertThat(after.findByClientId(clientId)).isNotNull());
                after.update(document -> document.with(token("after")));
            }
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("latchkey.json", "latchkey.json.lock");
        }
    }

    /** Adds service tokens and prints each Client ID once it is stored, until it is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            try (JsonFileStore store = JsonFileStore.open(Path.of(arguments[0]))) {
                for (int i = 0; i < 100_000; i++) {
                    ServiceToken token = token("killed-" + i + ".");
                    store.update(document -> document.with(token));
                    System.out.println(token.clientId());
                }
            }
        }
    }

    private JsonFileStore open() throws IOException {
        return JsonFileStore.builder(path).createIfMissing(true).open();
    }

    private static ServiceToken token(String clientId) {
        return ServiceToken.of(clientId, SecretDigest.parse(Documents.DIGEST));
    }
}
