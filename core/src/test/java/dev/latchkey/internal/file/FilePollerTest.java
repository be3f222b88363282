package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePollerTest {

    private static final Duration SOON = Duration.ofMillis(5);

    @TempDir
    private Path directory;

    @Test
    void continuesAfterExceptionAndLogsOnlyItsClass() throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(path, "first");
        OwnerOnlyPermissionsTest.makeOwnerOnly(path);
        try (LogCapture log = new LogCapture();
                WatchedFile<String> file = WatchedFile.open(path, new Fragile(), WhenMissing.REFUSE)) {
            FilePoller poller = FilePoller.start(SOON, List.of(file));
            Files.writeString(path, "fragile " + Documents.SECRET);
            await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("ERROR")));
            Files.writeString(path, "second");
            await().until(() -> file.contents().equals("second"));
            poller.close();

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .containsOnly("ERROR could not poll " + path + ": java.lang.IllegalStateException");
        }
    }

    @Test
    void closeEndsTheThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        FilePoller poller = FilePoller.start(SOON, List.of());
        List<Thread> made = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("latchkey-json-store") && !before.contains(thread))
                .toList();
        assertThat(made).hasSize(1);

        poller.close();

        assertThat(made).noneMatch(Thread::isAlive);
    }

    /** Text that an exception quotes, like those of some parsers. */
    private static final class Fragile implements FileFormat<String> {

        @Override
        public String nothing() {
            return "";
        }

        @Override
        public String read(String source, byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.startsWith("fragile")) {
                throw new IllegalStateException(text, new IllegalArgumentException(text));
            }
            return text;
        }

        @Override
        public byte[] write(String contents) {
            return contents.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String reusing(String before, String now) {
            return now;
        }

        @Override
        public String describe(String contents) {
            return "a text";
        }
    }
}
