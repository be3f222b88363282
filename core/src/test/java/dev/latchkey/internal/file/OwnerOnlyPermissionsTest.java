package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testing.internal.SampleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 4: owner-only permissions, and a warning otherwise")
public class OwnerOnlyPermissionsTest {

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void onPosixOnly() {
        path = directory.resolve("latchkey.json");
        assumeTrue(isPosix(directory));
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Restricts a test file so that it causes no warning. */
    public static void makeOwnerOnly(Path path) throws IOException {
        if (isPosix(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void everyFileIsOwnerOnly() throws Exception {
        try (JsonFileStore store =
                JsonFileStore.builder(path).createIfMissing(true).open()) {
            store.update(document -> document.with(ServiceToken.of("a.access", SecretDigest.parse(Documents.DIGEST))));
            store.replaceSigningKeys(null, List.of(SampleKeys.key("1", Instant.EPOCH)));
            store.revoke(session("session-1", Instant.parse("2999-01-01T00:00:00Z")));
        }
        try (var files = Files.list(directory)) {
            assertThat(files)
                    .hasSize(6)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .containsExactlyInAnyOrder(
                                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    @Test
    void temporaryFileIsOwnerOnlyFromStart() throws IOException {
        Files.writeString(path, "{}");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

        new AtomicReplacement(
                        (from, to) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(from)))
                                .isEqualTo("rw-------"))
                .replaceIf(() -> true, path, new byte[] {'{', '}'});
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void warnsOfFileAccessibleByOthers(String permissions) throws IOException {
        Files.write(path, Documents.bytes("{}"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertThat(warnings(path)).singleElement().asString().contains(path.toString(), "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void acceptsOwnerOnlyFile(String permissions) throws IOException {
        Files.write(path, Documents.bytes("{}"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertThat(warnings(path)).isEmpty();
    }

    @Test
    void warnsOfKeyFileReadableByOthers() throws IOException {
        Path keys = directory.resolve("latchkey.keys.json");
        Files.write(path, Documents.bytes("{}"));
        makeOwnerOnly(path);
        Files.write(keys, Documents.bytes("{'keys': []}"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(warnings(path)).singleElement().asString().contains(keys.toString());
    }

    @Test
    void warnsOncePerVersionReadableByOthers() throws IOException {
        save("{}", "rw-------");
        try (LogCapture log = new LogCapture();
                WatchedFile<JsonDocument> file = WatchedFile.open(
                        path, new DocumentFormat(SecretHasher.sha256()), WatchedFile.WhenMissing.REFUSE)) {
            assertThat(warnings(log)).isEmpty();

            save("{'organization': {'name': 'b'}}", "rw-r--r--");
            for (int i = 0; i < 5; i++) {
                file.poll();
                // Touched, not changed.
                Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000L * i));
            }
            assertThat(warnings(log)).singleElement().asString().contains(path.toString(), "chmod 600");

            save("{'organization': {'name': 'c'}}", "rw-r--r--");
            file.poll();
            assertThat(warnings(log)).hasSize(2);

            save("{'organization': {'name': 'd'}}", "rw-------");
            file.poll();
            assertThat(file.contents().document().configuration().organization().name())
                    .isEqualTo("d");
            assertThat(warnings(log)).hasSize(2);
        }
    }

    @Test
    void warnsOfReadableVersionBeforeOverwriting() throws IOException {
        save("{}", "rw-------");
        try (LogCapture log = new LogCapture();
                JsonFileStore store = JsonFileStore.builder(path)
                        .pollInterval(Duration.ofDays(1))
                        .open()) {
            save("{'organization': {'name': 'b'}}", "rw-r--r--");
            store.update(document -> document.with(ServiceToken.of("a.access", SecretDigest.parse(Documents.DIGEST))));

            assertThat(warnings(log)).singleElement().asString().contains(path.toString(), "chmod 600");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    private void save(String text, String permissions) throws IOException {
        Files.write(path, Documents.bytes(text));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void rootToolKeepsOwner() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")));
        Files.write(path, Documents.bytes("{}"));
        makeOwnerOnly(path);
        Files.setAttribute(path, "unix:uid", 12_345);
        Files.setAttribute(path, "unix:gid", 12_346);

        try (JsonFileStore store = JsonFileStore.open(path)) {
            store.update(document -> AccessDocument.EMPTY.with(document.configuration().organization().toBuilder()
                    .name("changed")
                    .build()));
        }

        for (Path file : Set.of(path, directory.resolve("latchkey.json.lock"))) {
            assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(12_345);
            assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(12_346);
        }
    }

    private static List<String> warnings(Path path) throws IOException {
        try (LogCapture log = new LogCapture();
                JsonFileStore store = JsonFileStore.open(path)) {
            assertThat(store.document().serviceTokens()).isEmpty();
            return warnings(log);
        }
    }

    private static List<String> warnings(LogCapture log) {
        return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }
}
