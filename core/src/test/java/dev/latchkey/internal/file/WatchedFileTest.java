package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: reading, writing and polling a file")
class WatchedFileTest {

    private static final String GOOD = Documents.token("'duration': 'forever'");
    private static final String OTHER = Documents.token("'duration': 'forever', 'enabled': false");
    private static final String BROKEN = "{\n  'service_tokens': [{'client_secret': '" + Documents.SECRET + "'}]\n}";

    @TempDir
    private Path directory;

    private Path path;
    private LogCapture log;

    @BeforeEach
    void prepare() {
        path = directory.resolve("latchkey.json");
        log = new LogCapture();
    }

    @AfterEach
    void endCapture() {
        log.close();
    }

    // Opening

    @Test
    void rejectsInvalidFileWithEveryFault() throws IOException {
        write(BROKEN);

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(path + ": /service_tokens/0/")
                .hasMessageContainingAll("/client_id: is missing", "/client_secret: must not", "(latchkey.json:2:23)")
                .hasMessageNotContaining(Documents.SECRET);
    }

    @Test
    void rejectsMissingFile() {
        assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class).hasMessageContaining(path.toString());
        assertThat(path).doesNotExist();
    }

    @Test
    void readingCreatesNoFiles() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            file.poll();
        }
        assertThat(beside()).containsExactly("latchkey.json");
    }

    @Test
    void ageGrowsUntilFileIsValidAgain() throws IOException {
        Duration much = Duration.ofMillis(200);
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(BROKEN);
            await().until(() -> ageAfterPoll(file).compareTo(much) > 0);

            write(OTHER);
            await().until(() -> ageAfterPoll(file).compareTo(much) < 0);

            Files.delete(path);
            await().until(() -> ageAfterPoll(file).compareTo(much) > 0);
        }
    }

    private static Duration ageAfterPoll(WatchedFile<?> file) {
        file.poll();
        return file.age();
    }

    // Changing

    @Test
    void returnsWhatIsOnDisk() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open();
                WatchedFile<JsonDocument> other = open()) {
            add(file, "new.access");
            assertThat(clientIds(file)).contains("a.access", "new.access");

            other.poll();
            assertThat(clientIds(other)).contains("a.access", "new.access");
        }
        assertThat(beside()).containsExactlyInAnyOrder("latchkey.json", "latchkey.json.lock");
    }

    @Test
    void doesNotWriteWithoutChange() throws IOException {
        write(GOOD);
        FileTime modified = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(path, modified);
        try (WatchedFile<JsonDocument> file = open()) {
            file.update(before -> before.with(before.document()));
        }
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(modified);
    }

    @Test
    void neverOverwritesNewerVersion() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            // Not polled since; same size and time, other contents.
            FileTime modified = Files.getLastModifiedTime(path);
            write(GOOD.replace("a.access", "b.access"));
            Files.setLastModifiedTime(path, modified);

            add(file, "new.access");

            assertThat(clientIds(file)).containsExactlyInAnyOrder("b.access", "new.access");
        }
        assertThat(Files.readString(path)).contains("b.access", "new.access").doesNotContain("a.access");
    }

    @Test
    void doesNotOverwriteInvalidFile() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(BROKEN);

            assertThatThrownBy(() -> add(file, "new.access"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/service_tokens/0/client_secret");
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Documents.bytes(BROKEN));
    }

    @Test
    void releasesLockIfFileIsInvalid() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(BROKEN);
            assertThatThrownBy(() -> add(file, "new.access")).isInstanceOf(ConfigurationException.class);

            write(GOOD);
            try (WatchedFile<JsonDocument> other = open()) {
                add(other, "other.access");
                assertThat(clientIds(other)).contains("other.access");
            }
        }
    }

    @Test
    void rejectsCloseInsideChange() throws IOException {
        write(GOOD);
        WatchedFile<JsonDocument> file = open();

        assertThatThrownBy(() -> file.update(before -> {
                    file.close();
                    return before;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a change of " + path + " must not close it");

        add(file, "new.access");
        file.close();
    }

    @Test
    void doesNotRestoreDeletedFile() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            Files.delete(path);

            assertThatThrownBy(() -> add(file, "new.access")).isInstanceOf(NoSuchFileException.class);
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void rejectsChangeThatCannotBeReadBack() throws IOException {
        write(GOOD);
        SecretDigest peppered = SecretDigest.parse("hmac-sha256:" + Documents.DIGEST);
        try (WatchedFile<JsonDocument> file = open()) {
            assertThatThrownBy(() -> file.update(
                            before -> before.with(before.document().with(ServiceToken.of("new.access", peppered)))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/service_tokens/1/client_secret_digest: is an hmac-sha256 digest")
                    .hasMessageNotContaining(Documents.DIGEST);
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Documents.bytes(GOOD));
    }

    @Test
    void failureBeforeRenameLeavesOnlyOldVersion() throws IOException {
        write(GOOD);
        AtomicReplacement failing = new AtomicReplacement((from, to) -> {
            assertThat(from).exists().isNotEmptyFile();
            throw new IOException("on purpose");
        });
        try (WatchedFile<JsonDocument> file = WatchedFile.open(path, format(), WhenMissing.REFUSE, failing)) {
            assertThatThrownBy(() -> add(file, "new.access"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("on purpose");
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Documents.bytes(GOOD));
        assertThat(beside()).containsExactlyInAnyOrder("latchkey.json", "latchkey.json.lock");
    }

    @Test
    void deletesFilesOfCrashedWriter() throws IOException {
        write(GOOD);
        Files.writeString(directory.resolve(".latchkey.json.123.tmp"), "{'service_tok");
        Files.writeString(directory.resolve(".another.json.123.tmp"), "not ours");
        try (WatchedFile<JsonDocument> file = open()) {
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
            add(file, "new.access");
        }
        assertThat(beside()).containsExactlyInAnyOrder("latchkey.json", "latchkey.json.lock", ".another.json.123.tmp");
    }

    @Test
    void keepsFilesOfActiveWriter() throws IOException {
        path = directory.resolve("access.conf");
        write(GOOD);
        List<String> ofOthers = List.of(
                ".access.conf.sessions.json.123.tmp",
                ".access.conf.keys.json.123.tmp",
                ".access.conf..tmp",
                ".access.conf.12x3.tmp",
                ".accessxconf.123.tmp");
        for (String name : ofOthers) {
            Files.writeString(directory.resolve(name), "not ours");
        }
        Files.writeString(directory.resolve(".access.conf.123.tmp"), "ours");
        try (WatchedFile<JsonDocument> file = open()) {
            add(file, "new.access");
        }
        assertThat(beside())
                .containsAll(ofOthers)
                .contains("access.conf", "access.conf.lock")
                .hasSize(2 + ofOthers.size());
    }

    @Test
    void writesThroughLink() throws IOException {
        write(GOOD);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link.json"), Path.of("../latchkey.json"));
        try (WatchedFile<JsonDocument> file = WatchedFile.open(link, format(), WhenMissing.REFUSE)) {
            add(file, "new.access");
        }
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(path)).contains("new.access");
    }

    @Test
    void createsTargetOfDanglingLink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), Path.of("latchkey.json"));
        WatchedFile.open(link, format(), WhenMissing.CREATE).close();

        assertThat(link).isSymbolicLink();
        assertThat(path).isRegularFile();
    }

    @Test
    void limitsWaitForOtherWriter() throws IOException {
        LockFile impatient = new LockFile(java.time.Duration.ofMillis(30));
        Path lockPath = directory.resolve("latchkey.json.lock");
        try (FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock held = channel.lock();
            assertThatThrownBy(() -> impatient.acquire(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another writer holds the lock " + lockPath);
            held.release();

            impatient.acquire(path).release();
        } finally {
            impatient.close();
        }
    }

    @Test
    void ignoresLockOnDeletedLockFile() throws IOException {
        LockFile lockFile = new LockFile(java.time.Duration.ofSeconds(5));
        Path lockPath = directory.resolve("latchkey.json.lock");
        try (lockFile) {
            lockFile.acquire(path).release();
            Files.delete(lockPath);

            FileLock lock = lockFile.acquire(path);
            assertThat(lock.isValid()).isTrue();
            assertThat(lockPath).exists();
            lock.release();
        }
    }

    @Test
    void interruptedWriterStopsWaiting() throws IOException {
        LockFile patient = new LockFile(java.time.Duration.ofMinutes(1));
        Path lockPath = directory.resolve("latchkey.json.lock");
        try (FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock held = channel.lock();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> patient.acquire(path)).isInstanceOf(java.io.InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            held.release();
        } finally {
            patient.close();
        }
    }

    // Polling

    @Test
    void loadsValidVersionAtFirstPoll() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(OTHER);
            file.poll();

            assertThat(isEnabled(file, "a.access")).isFalse();
            assertThat(log.lines()).last().isEqualTo("INFO " + path + " is in force: 0 applications, 1 service tokens");
        }
    }

    @Test
    void noticesChangeWithSameSizeAndTime() throws IOException {
        write(GOOD);
        FileTime modified = Files.getLastModifiedTime(path);
        try (WatchedFile<JsonDocument> file = open()) {
            file.poll();
            write(GOOD.replace("a.access", "b.access"));
            Files.setLastModifiedTime(path, modified);
            file.poll();

            assertThat(clientIds(file)).containsExactlyInAnyOrder("b.access");
        }
    }

    @Test
    void keepsConfigurationObjectIfOnlyTokensChange() throws IOException {
        String application = "'applications': [{'name': 'a', 'domain': 'a.b'}]}";
        write(GOOD.substring(0, GOOD.length() - 1) + ", " + application);
        try (WatchedFile<JsonDocument> file = open()) {
            AccessConfiguration before = file.contents().document().configuration();

            write(OTHER.substring(0, OTHER.length() - 1) + ", " + application);
            file.poll();
            assertThat(isEnabled(file, "a.access")).isFalse();
            assertThat(file.contents().document().configuration()).isSameAs(before);

            write(OTHER.substring(0, OTHER.length() - 1) + ", " + application.replace("'a.b'", "'a.b', 'tags': []"));
            file.poll();
            assertThat(file.contents().document().configuration()).isNotSameAs(before);
            assertThat(file.contents().document().configuration().applications())
                    .singleElement()
                    .extracting(Application::otherMembers)
                    .asString()
                    .isEqualTo("{tags=[]}");
        }
    }

    @Test
    void rejectsInvalidVersionAndReportsItOnce() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(BROKEN);
            for (int i = 0; i < 10; i++) {
                file.poll();
                // Touched, not changed.
                Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000L * i));
            }
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
            assertThat(troubles())
                    .singleElement()
                    .asString()
                    .satisfies(line -> assertThat(line)
                            .startsWith("ERROR " + path + " is invalid, the last valid version stays in force: ")
                            .contains(
                                    "/service_tokens/0/client_secret: must not be in the file", "(latchkey.json:2:23)")
                            .doesNotContain(Documents.SECRET));

            write("{");
            file.poll();
            file.poll();
            assertThat(troubles()).hasSize(2);

            write(GOOD);
            file.poll();
            assertThat(log.lines()).last().isEqualTo("INFO " + path + " is valid again");
        }
    }

    @ParameterizedTest
    @CsvSource({"20, false", "21, true"})
    void reportsAtMost20Faults(int faults, boolean more) throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(IntStream.range(0, faults)
                    .mapToObj(i -> "'unknown-" + i + "': 1")
                    .collect(Collectors.joining(", ", "{", "}")));
            file.poll();
            file.poll();

            assertThat(troubles()).singleElement().asString().contains("/unknown-19: unknown member");
            assertThat(troubles().get(0).contains("/unknown-20")).isFalse();
            assertThat(troubles().get(0).endsWith("; and 1 more")).isEqualTo(more);
            assertThat(troubles().get(0).contains("more")).isEqualTo(more);
        }
    }

    @Test
    void ignoresHalfWrittenFile() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            write(OTHER.substring(0, 20));
            file.poll();
            write(OTHER);
            file.poll();

            assertThat(isEnabled(file, "a.access")).isFalse();
            assertThat(troubles()).isEmpty();
        }
    }

    @Test
    void deletedFileStaysInForceAndIsReportedOnce() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            Files.delete(path);
            for (int i = 0; i < 5; i++) {
                file.poll();
            }
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
            assertThat(troubles())
                    .containsExactly("WARN " + path
                            + " cannot be read, the last valid version stays in force: the file no longer exists");

            write(GOOD);
            file.poll();
            assertThat(log.lines()).last().isEqualTo("INFO " + path + " is valid again");
        }
    }

    @Test
    void reportsDirectoryOnce() throws IOException {
        write(GOOD);
        try (WatchedFile<JsonDocument> file = open()) {
            Files.delete(path);
            Files.createDirectory(path);
            for (int i = 0; i < 5; i++) {
                file.poll();
            }
            assertThat(clientIds(file)).containsExactlyInAnyOrder("a.access");
            assertThat(troubles()).singleElement().asString().startsWith("WARN " + path + " cannot be read");
        }
    }

    @Test
    void warnsOfDanglingTokenReference() throws IOException {
        String id = "6b1d0c5e-27bb-4c0e-8d0d-0123456789ab";
        write(Documents.rule("non_identity", "{'service_token': {'token_id': '" + id + "'}}"));
        open().close();

        assertThat(log.lines())
                .contains("WARN " + path + ": policy p refers to the service token " + id
                        + ", which is not in this document");
    }

    static Stream<Arguments> versionsAfterSessionsEnded() {
        String aud = Application.audOf(Application.idOf("a\u2028b"));
        String id = Application.idOf("a\u2028b").toString();
        return Stream.of(
                arguments("'name': 'a\\u2028b', 'sessions_revoked_at': '2026-11-20T12:00:00Z', 'tags': []", false),
                arguments("'name': 'a\\u2028b', 'sessions_revoked_at': '2026-11-20T12:00:00.001Z'", false),
                arguments("'name': 'a\\u2028b', 'sessions_revoked_at': '2026-11-20T11:59:59.999Z'", true),
                arguments("'name': 'a\\u2028b'", true),
                arguments("'name': 'c\\u2028d', 'aud': '" + aud + "'", true),
                arguments("'name': 'c\\u2028d', 'id': '" + id + "'", true),
                arguments("'name': 'c\\u2028d'", false));
    }

    @ParameterizedTest
    @MethodSource("versionsAfterSessionsEnded")
    void warnsIfEndedSessionsBecomeValid(String members, boolean warned) throws IOException {
        write(
                "{'applications': [{'domain': 'a.b', 'name': 'a\\u2028b', 'sessions_revoked_at': '2026-11-20T12:00:00Z'}]}");
        try (WatchedFile<JsonDocument> file = open()) {
            write("{'applications': [{'domain': 'a.b', " + members + "}]}");
            file.poll();
        }
        assertThat(log.lines()).filteredOn(line -> line.contains("is in force")).hasSize(2);
        if (warned) {
            assertThat(troubles())
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + path + ": application ")
                    .contains("2026-11-20T12:00:00Z", "are valid again")
                    .doesNotContain("\u2028");
        } else {
            assertThat(troubles()).isEmpty();
        }
    }

    private List<String> troubles() {
        return log.lines().stream().filter(line -> !line.startsWith("INFO")).toList();
    }

    private static void add(WatchedFile<JsonDocument> file, String clientId) throws IOException {
        ServiceToken token = ServiceToken.of(clientId, SecretDigest.parse(Documents.DIGEST));
        file.update(before -> before.with(before.document().with(token)));
    }

    private static List<String> clientIds(WatchedFile<JsonDocument> file) {
        return file.contents().document().serviceTokens().stream()
                .map(ServiceToken::clientId)
                .toList();
    }

    private static boolean isEnabled(WatchedFile<JsonDocument> file, String clientId) {
        return Objects.requireNonNull(file.contents().document().serviceToken(clientId))
                .enabled();
    }

    private WatchedFile<JsonDocument> open() throws IOException {
        return WatchedFile.open(path, format(), WhenMissing.REFUSE);
    }

    private static DocumentFormat format() {
        return new DocumentFormat(SecretHasher.sha256());
    }

    private void write(String text) throws IOException {
        Files.write(path, Documents.bytes(text));
        OwnerOnlyPermissionsTest.makeOwnerOnly(path);
    }

    private List<String> beside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
