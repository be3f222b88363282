package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Why a file cannot be read or written")
final class FileAccessTest {

    @TempDir
    private Path directory;

    private Path path;
    private String user;

    @BeforeEach
    void nameTheFile() throws IOException {
        path = directory.toRealPath().resolve("latchkey.json");
        user = "the user " + System.getProperty("user.name");
    }

    /** A link that leads nowhere is not writable for anybody, not even for root. */
    private Path linkThatLeadsNowhere() throws IOException {
        return Files.createSymbolicLink(
                path.resolveSibling("latchkey.json.lock"),
                directory.resolve("missing").resolve("lock"));
    }

    @Test
    void findsNoObstacleInAWritableDirectory() {
        assertThat(FileAccess.obstacle(path)).isNull();
    }

    @Test
    void namesMissingDirectory() {
        Path missing = path.resolveSibling("missing");

        assertThat(FileAccess.obstacle(missing.resolve("latchkey.json")))
                .isEqualTo("the directory " + missing + " does not exist");
    }

    @Test
    void namesFileInPlaceOfADirectory() throws IOException {
        Files.createFile(path);

        assertThat(FileAccess.obstacle(path.resolve("latchkey.json"))).contains(path.toString());
    }

    @Test
    void namesUnwritableLockFileWithUserAndOwner() throws IOException {
        Path lock = linkThatLeadsNowhere();

        assertThat(FileAccess.obstacle(path))
                .isEqualTo("the lock file " + lock + " is not writable for " + user + "; its owner is "
                        + Files.getOwner(directory).getName());
    }

    @Test
    void failedChangeNamesTheObstacle() throws Exception {
        Files.write(path, Documents.bytes(Documents.token("'duration': 'forever'")));
        Path lock = linkThatLeadsNowhere();
        try (LogCapture log = new LogCapture();
                WatchedFile<JsonDocument> file = WatchedFile.open(
                        path, new DocumentFormat(SecretHasher.sha256()), WatchedFile.WhenMissing.REFUSE)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.update(before -> before.with(before.document())))
                    .withMessageContaining(path + ": cannot be written: the lock file " + lock)
                    .withCauseInstanceOf(IOException.class);
            assertThat(log.lines()).last().asString().contains(path + " cannot be written: the lock file " + lock);

            Files.delete(lock);
            file.update(before -> before.with(AccessDocument.EMPTY));

            assertThat(log.lines()).last().isEqualTo("INFO " + path + " can be written again");
        }
    }

    @Test
    void deniedFileIsReportedWithUserAndOwner() throws IOException {
        Files.createFile(path);
        AccessDeniedException denied = new AccessDeniedException(path.toString());

        assertThat(FileAccess.unreadable(path, denied))
                .hasMessage(path + ": cannot be read: permission denied for " + user + "; its owner is "
                        + Files.getOwner(path).getName())
                .hasCause(denied);
        Files.delete(path);
        assertThat(FileAccess.whyUnreadable(path)).isEqualTo("permission denied for " + user);
    }
}
