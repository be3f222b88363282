package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 4: the file of ended sessions")
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
    void isReadableJson() throws IOException {
        try (RevocationFile file = open()) {
            file.revoke(session("b", now.get().plusSeconds(60)));
            file.revoke(session("a", now.get().plusSeconds(30)));
        }
        assertThat(Files.readString(path)).isEqualTo("""
                {
                  "revoked": [
                    {
                      "id": "a",
                      "issued_at": "2026-11-19T12:00:30Z",
                      "until": "2026-11-20T12:00:30Z"
                    },
                    {
                      "id": "b",
                      "issued_at": "2026-11-19T12:01:00Z",
                      "until": "2026-11-20T12:01:00Z"
                    }
                  ]
                }
                """);
    }

    @Test
    void keepsSessionsEndedAfterClockCorrection() throws IOException {
        RevocableSession before = session("before", now.get().plusSeconds(60));
        RevocableSession meanwhile = session("meanwhile", now.get().plus(Duration.ofDays(3)));
        try (RevocationFile file = open()) {
            file.revoke(before);
            now.set(now.get().plus(Duration.ofDays(3)));
            file.revoke(meanwhile);
            now.set(now.get().plus(Duration.ofDays(1)));
            file.revoke(session("last", now.get().plusSeconds(60)));
        }
        now.set(now.get().minus(Duration.ofDays(4)));

        try (RevocationFile restarted = open()) {
            assertThat(restarted.isRevoked(before)).isTrue();
            assertThat(restarted.isRevoked(meanwhile)).isTrue();
            assertThat(restarted.isRevoked(session("good", now.get().plusSeconds(60))))
                    .isFalse();
        }
    }

    @Test
    void keepsRangesOfManyExpiredSessions() throws IOException {
        List<RevocableSession> all = new ArrayList<>();
        EndedSessions ended = EndedSessions.NONE;
        for (int i = 0; i < ForgottenSessions.KEPT_EXPIRED + 5; i++) {
            RevocableSession session =
                    session("expired-" + i, now.get().minus(Duration.ofDays(9)).plusSeconds(60L * i));
            all.add(session);
            ended = ended.with(session, Instant.EPOCH);
        }
        Files.write(path, new RevocationFormat().write(ended));

        try (RevocationFile file = open()) {
            file.revoke(session("last", now.get().plusSeconds(60)));
        }

        assertThat(Files.readString(path)).contains("forgotten").doesNotContain("\"expired-4\"");
        try (RevocationFile restarted = open()) {
            assertThat(restarted.ended().byId()).hasSize(ForgottenSessions.KEPT_EXPIRED + 1);
            assertThat(all).allMatch(restarted::isRevoked);
        }
    }

    @Test
    void earlierEndDoesNotShortenLaterOne() throws IOException {
        try (RevocationFile file = open()) {
            file.revoke(session("a", now.get().plusSeconds(7200)));
            file.revoke(session("a", now.get().plusSeconds(60)));

            now.set(now.get().plusSeconds(3600));
            file.revoke(session("b", now.get().plusSeconds(60)));
            assertThat(file.isRevoked(session("a"))).isTrue();
        }
    }

    @Test
    void mergesWithOtherProcess() throws IOException {
        try (RevocationFile one = open();
                RevocationFile other = open()) {
            one.revoke(session("a", now.get().plusSeconds(60)));
            other.revoke(session("b", now.get().plusSeconds(60)));

            assertThat(other.isRevoked(session("a"))).isTrue();
            assertThat(other.isRevoked(session("b"))).isTrue();
            one.file().poll();
            assertThat(one.isRevoked(session("b"))).isTrue();
        }
    }

    @Test
    void rejectsIdThatIsNotUtf8() throws IOException {
        try (RevocationFile file = open()) {
            assertThatThrownBy(() -> file.revoke(session("\ud800", now.get())))
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
            {'revoked': [{'id': 'a', 'until': 'soon'}]}                 | /revoked/0/until: must be a time
            {'revoked': [{'id': 1, 'until': '2026-11-20T12:00:00Z'}]}   | /revoked/0/id: must be a string
            {'forgotten': [{'until': '2026-11-20T12:00:00Z'}]}          | /forgotten/0/issued_from: is missing
            {'revoke': []}                                              | /revoke: unknown member
            {'revoked': [{'x': 1}]}                                     | /revoked/0/x: unknown member
            {'forgotten': [{'x': 1}]}                                   | /forgotten/0/x: unknown member
            """)
    void rejectsInvalidFile(String text, String message) throws IOException {
        Files.write(path, Documents.bytes(text));

        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(path.toString(), message, "(latchkey.sessions.json:1:");
    }

    private RevocationFile open() throws IOException {
        return RevocationFile.open(path, now::get);
    }
}
