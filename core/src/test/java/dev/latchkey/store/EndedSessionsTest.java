package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("request contract, section 4: the session was not revoked")
final class EndedSessionsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final int MORE = ForgottenSessions.KEPT_EXPIRED + 100;

    private static RevocableSession expired(int number) {
        Instant issuedAt = NOW.minus(Duration.ofDays(100)).plusSeconds(60L * number);
        return new RevocableSession("expired-" + number, issuedAt, issuedAt.plusSeconds(3600));
    }

    private static EndedSessions afterMany() {
        EndedSessions ended = EndedSessions.NONE;
        for (int i = 0; i < MORE; i++) {
            ended = ended.with(expired(i), NOW);
        }
        return ended;
    }

    @Test
    void remembersSessionsThatHaveNotExpired() {
        EndedSessions ended = EndedSessions.NONE;
        List<RevocableSession> all = new ArrayList<>();
        for (int i = 0; i < MORE; i++) {
            RevocableSession session = new RevocableSession("session-" + i, NOW, NOW.minusSeconds(3600));
            all.add(session);
            ended = ended.with(session, NOW);
        }

        assertThat(ended.byId()).hasSize(MORE);
        assertThat(ended.forgotten()).isEqualTo(ForgottenSessions.NONE);
        assertThat(all).allMatch(ended::contain);
    }

    @Test
    void remembersTheLastOfThoseThatHaveExpired() {
        EndedSessions ended = afterMany();

        assertThat(ended.byId())
                .hasSize(ForgottenSessions.KEPT_EXPIRED)
                .containsKey("expired-" + (MORE - 1))
                .doesNotContainKey("expired-0");
    }

    @Test
    void containsThoseThatItForgot() {
        EndedSessions ended = afterMany();

        for (int i = 0; i < MORE; i++) {
            assertThat(ended.contain(expired(i))).isTrue();
        }
        assertThat(ended.contain(new RevocableSession("new", NOW, NOW.plusSeconds(60))))
                .isFalse();
    }

    @Test
    void countsTheLaterOfTwoExpiries() {
        RevocableSession earlier = new RevocableSession("one", NOW, NOW.plusSeconds(60));
        RevocableSession later = new RevocableSession("one", NOW, NOW.plusSeconds(120));

        assertThat(EndedSessions.NONE.with(earlier, NOW).with(later, NOW).byId())
                .containsEntry("one", later);
        assertThat(EndedSessions.NONE.with(later, NOW).with(earlier, NOW).byId())
                .containsEntry("one", later);
    }
}
