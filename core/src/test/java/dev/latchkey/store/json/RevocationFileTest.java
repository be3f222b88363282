package dev.latchkey.store.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 4: the session was not revoked")
class RevocationFileTest {

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private Path path;

    @BeforeEach
    void prepare() {
        path = directory.resolve("latchkey.sessions.json");
    }

    @Test
    void isAFileThatPeopleCanRead() throws IOException {
        try (RevocationFile file = open()) {
            file.revoke("b", now.get().plusSeconds(60));
            file.revoke("a", now.get().plusSeconds(30));
        }
        assertThat(Files.readString(path)).isEqualTo("""
                {
                  "revoked": [
                    {
                      "id": "a",
                      "until": "2026-11-20T12:00:30Z"
                    },
                    {
                      "id": "b",
                      "until": "2026-11-20T12:01:00Z"
                    }
                  ]
                }
                """);
    }

    @Test
    void forgetsASessionSomeTimeAfterItsEnd() throws IOException {
        try (RevocationFile file = open()) {
            file.revoke("a", now.get().plusSeconds(60));

            // Clocks may differ: at its end it is still remembered.
            now.set(now.get().plusSeconds(90));
            file.revoke("b", now.get().plusSeconds(60));
            assertThat(file.isRevoked("a")).isTrue();

            now.set(now.get().plus(Duration.ofHours(1)));
            file.revoke("c", now.get().plusSeconds(60));
            assertThat(file.isRevoked("a")).isFalse();
            assertThat(file.isRevoked("b")).isFalse();
            assertThat(file.isRevoked("c")).isTrue();
        }
        assertThat(Files.readString(path)).doesNotContain("\"a\"", "\"b\"");
    }

    @Test
    void anEarlierEndDoesNotShortenALaterOne() throws IOException {
        try (RevocationFile file = open()) {
            file.revoke("a", now.get().plusSeconds(7200));
            file.revoke("a", now.get().plusSeconds(60));

            now.set(now.get().plusSeconds(3600));
            file.revoke("b", now.get().plusSeconds(60));
            assertThat(file.isRevoked("a")).isTrue();
        }
    }

    @Test
    void addsToWhatAnotherProcessWrote() throws IOException {
        try (RevocationFile one = open();
                RevocationFile other = open()) {
            one.revoke("a", now.get().plusSeconds(60));
            other.revoke("b", now.get().plusSeconds(60));

            assertThat(other.isRevoked("a")).isTrue();
            assertThat(other.isRevoked("b")).isTrue();
            one.file().lookAgain();
            assertThat(one.isRevoked("b")).isTrue();
        }
    }

    @Test
    void refusesAnIdThatUtf8CannotHold() throws IOException {
        try (RevocationFile file = open()) {
            assertThatThrownBy(() -> file.revoke("\ud800", now.get()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("half of a surrogate pair");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'revoked': {}}                                             | /revoked: must be an array
            {'revoked': ['a']}                                          | /revoked/0: must be an object
            {'revoked': [{'until': '2026-11-20T12:00:00Z'}]}            | /revoked/0/id: is missing
            {'revoked': [{'id': 'a'}]}                                  | /revoked/0/until: is missing
            {'revoked': [{'id': 'a', 'until': 'soon'}]}                 | /revoked/0/until: must be a moment
            {'revoked': [{'id': 1, 'until': '2026-11-20T12:00:00Z'}]}   | /revoked/0/id: must be a string
            {'revoke': []}                                              | /revoke: is no member
            """)
    void refusesABrokenFile(String text, String message) throws IOException {
        Files.write(path, Documents.bytes(text));

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(path.toString(), message, "(latchkey.sessions.json:1:");
    }

    private RevocationFile open() throws IOException {
        return RevocationFile.open(path, now::get);
    }
}
