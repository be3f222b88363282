package dev.latchkey.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("request contract, section 4: the session was not revoked")
final class RevokedSessionsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final int MORE = 2 * ForgottenSessions.KEPT_EXPIRED;

    /** Ended long ago. */
    private static RevocableSession expired(String name, int minute) {
        Instant issuedAt = NOW.minus(Duration.ofDays(100)).plusSeconds(60L * minute);
        return new RevocableSession(name + minute, issuedAt, issuedAt.plusSeconds(3600));
    }

    private static List<RevocableSession> many() {
        return IntStream.range(0, MORE)
                .mapToObj(minute -> expired("ended-", minute))
                .toList();
    }

    /** Within an outline, every session counts as ended: that shows that there is one. */
    private static final RevocableSession NEVER_ENDED = expired("other-", 10);

    @Test
    void sweepReplacesExpiredSessionsByOutlines() {
        RevokedSessions revoked = new RevokedSessions();
        many().forEach(revoked::add);
        assertThat(revoked.contain(NEVER_ENDED)).isFalse();

        revoked.sweep(NOW);

        assertThat(revoked.contain(NEVER_ENDED)).isTrue();
        assertThat(many()).allMatch(revoked::contain);
        assertThat(revoked.contain(expired("other-", MORE - 10))).isFalse();
    }

    @Test
    void keepsTheLaterExpiryAndWhatOthersForgot() {
        RevokedSessions revoked = new RevokedSessions();
        RevocableSession longer = new RevocableSession("same", NOW, NOW.plusSeconds(7200));
        revoked.add(longer);
        EndedSessions others = EndedSessions.NONE.with(new RevocableSession("same", NOW, NOW.plusSeconds(60)), NOW);
        for (RevocableSession each : many()) {
            others = others.with(each, NOW);
        }

        revoked.addAll(others);

        assertThat(many()).allMatch(revoked::contain);
        assertThat(revoked.contain(NEVER_ENDED)).isTrue();
        revoked.sweep(NOW.plusSeconds(7000));
        assertThat(revoked.contain(longer)).isTrue();
    }

    @Test
    void storeInMemoryForgetsExpiredSessionsOneByOne() {
        InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, () -> NOW);

        many().forEach(store::revoke);

        assertThat(store.isRevoked(NEVER_ENDED)).isTrue();
        assertThat(many()).allMatch(store::isRevoked);
    }
}
