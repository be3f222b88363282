package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionFilesTest {

    private static final StoredSigningKey KEY = SampleKeys.key("1", Instant.parse("2026-11-20T12:00:00Z"));
    private static final RevocableSession ENDED = session("ended");

    @TempDir
    private Path directory;

    private SessionFiles open() throws IOException {
        return SessionFiles.open(directory.resolve("keys.json"), InstantSource.system());
    }

    @Test
    void keepsKeysAndEndedSessions() throws IOException {
        try (SessionFiles files = open()) {
            files.replaceSigningKeys(null, List.of(KEY));
            files.revoke(ENDED);
        }

        assertThat(directory.resolve("keys.sessions.json")).exists();
        try (SessionFiles files = open()) {
            assertThat(files.signingKeys()).containsExactly(KEY);
            assertThat(files.isRevoked(ENDED)).isTrue();
            assertThat(files.isRevoked(session("good"))).isFalse();
        }
    }

    @Test
    void seesChangesOfAnotherProcess() throws IOException {
        try (SessionFiles one = open();
                SessionFiles other = open()) {
            one.replaceSigningKeys(null, List.of(KEY));
            one.revoke(ENDED);

            await().until(other::signingKeys, List.of(KEY)::equals);
            await().until(() -> other.isRevoked(ENDED));
        }
    }

    @Test
    void reportsUnwritableFileOfEndedSessions() throws IOException {
        try (SessionFiles files = open();
                LogCapture log = new LogCapture()) {
            files.replaceSigningKeys(null, List.of(KEY));
            Files.createSymbolicLink(
                    directory.resolve("keys.sessions.json"),
                    directory.resolve("nowhere").resolve("sessions.json"));

            files.checkReady();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("keys.sessions.json cannot be written, so logouts get 503: "));
        }
    }

    @Test
    void rejectsInvalidFileOfEndedSessions() throws IOException {
        Files.writeString(directory.resolve("keys.sessions.json"), "{\"revoke\": []}");

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/revoke: unknown member");
    }
}
