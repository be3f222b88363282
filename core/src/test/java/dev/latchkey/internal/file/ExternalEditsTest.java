package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.file.JsonFileStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: a newer version is never overwritten")
@Timeout(60)
class ExternalEditsTest {

    private static final String ON = "\"enabled\": true";
    private static final String OFF = "\"enabled\": false";

    @TempDir
    private Path directory;

    private Path path;
    private JsonFileStore store;

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("latchkey.json");
        store = JsonFileStore.builder(path).createIfMissing(true).open();
        store.update(document -> document.with(token("leaked.access")));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void keepsVersionSavedDuringChange() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        store.change(draft -> {
            draft.put(token("new.access"));
            if (tries.incrementAndGet() == 1) {
                save(read().replace(ON, OFF));
            }
            return null;
        });

        assertThat(tries).hasValue(2);
        assertThat(isEnabled("leaked.access")).isFalse();
        assertThat(isEnabled("new.access")).isTrue();
        assertThat(read()).containsOnlyOnce(OFF).containsOnlyOnce(ON);
    }

    @Test
    void neverOverwritesConstantEditor() throws Exception {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> store.update(document -> {
                    save(read() + "\n");
                    tries.incrementAndGet();
                    return document.with(token("new.access"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("others kept changing the file");

        assertThat(tries).hasValue(5);
        assertThat(store.findByClientId("new.access")).isNull();
        assertThat(read()).endsWith("\n".repeat(6)).doesNotContain("new.access");
        store.update(document -> document.with(token("new.access")));
        assertThat(read()).contains("new.access");
    }

    @Test
    void doesNotOverwriteFileBrokenDuringChange() throws Exception {
        assertThatThrownBy(() -> store.change(draft -> {
                    draft.put(token("new.access"));
                    save("{");
                    return null;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the file became invalid");

        assertThat(read()).isEqualTo("{");
        assertThat(store.findByClientId("new.access")).isNull();
        assertThat(isEnabled("leaked.access")).isTrue();
    }

    @Test
    void doesNotRestoreFileDeletedDuringChange() {
        assertThatThrownBy(() -> store.change(draft -> {
                    draft.put(token("new.access"));
                    Files.delete(path);
                    return null;
                }))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(path).doesNotExist();
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void doesNotOverwriteFileCreatedDuringFirstChange() throws IOException {
        Path sessions = directory.resolve("latchkey.sessions.json");
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        byte[] theirs = new RevocationFormat().write(EndedSessions.NONE.with(session("theirs"), now));
        AtomicInteger tries = new AtomicInteger();
        try (WatchedFile<EndedSessions> file = WatchedFile.open(sessions, new RevocationFormat(), WhenMissing.WAIT)) {
            file.update(before -> {
                if (tries.incrementAndGet() == 1) {
                    Files.write(sessions, theirs);
                }
                return before.with(session("ours"), now);
            });
            assertThat(file.contents().byId()).containsOnlyKeys("theirs", "ours");
        }
    }

    @Test
    void closingOneStoreKeepsLockOfAnother() throws Exception {
        JsonFileStore other = JsonFileStore.open(path);
        other.update(document -> document.with(token("other.access")));

        String during = store.change(draft -> {
            other.close();
            return lockSeenByAnotherProcess();
        });

        assertThat(during).isEqualTo("held");
        assertThat(lockSeenByAnotherProcess()).isEqualTo("free");
    }

    private String lockSeenByAnotherProcess() throws IOException {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        directory.resolve("latchkey.json.lock").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = probe.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            probe.destroyForcibly();
        }
    }

    /** Returns whether another process holds the lock. */
    static final class Probe {

        private Probe() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.print(channel.tryLock() == null ? "held" : "free");
            }
        }
    }

    private void save(String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String read() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isEnabled(String clientId) {
        return Objects.requireNonNull(store.findByClientId(clientId)).enabled();
    }

    private static ServiceToken token(String clientId) {
        return ServiceToken.of(clientId, SecretDigest.parse(Documents.DIGEST));
    }
}
