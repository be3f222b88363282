package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalStateTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration EXPIRY = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-11-27T00:00:00Z");
    private static final RevocableSession SESSION = new RevocableSession("session-1", START, START.plusSeconds(60));

    private final ManualNanos nanos = new ManualNanos();
    private Instant wallClock = START;
    private final JdbcSettings settings = new JdbcSettings(
            LIMIT,
            LIMIT,
            LIMIT,
            LIMIT,
            false,
            EXPIRY,
            100,
            100,
            LIMIT,
            1,
            1,
            () -> wallClock,
            nanos,
            new SecureRandom());
    private final LocalState localState =
            new LocalState(settings, mock(TokenCache.class), changes(1, EndedSessions.NONE), settings.now());

    private static RemoteChanges changes(long number, EndedSessions ended) {
        return new RemoteChanges(
                new StateRow(number, number, 1, 1),
                true,
                new Snapshot<>(AccessConfiguration.EMPTY, number, 1),
                new Snapshot<>(List.of(), number, 1),
                ended,
                null);
    }

    @Test
    void expiresByElapsedTime() {
        nanos.pass(EXPIRY);
        assertThat(localState.isStale()).isFalse();

        nanos.pass(Duration.ofNanos(1));
        assertThat(localState.isStale()).isTrue();
    }

    @Test
    void expiresByWallClock() {
        wallClock = START.plus(EXPIRY);
        assertThat(localState.isStale()).isFalse();

        wallClock = wallClock.plusMillis(1);
        assertThat(localState.isStale()).isTrue();
    }

    @Test
    void sessionThatEndedStaysEnded() {
        localState.learn(changes(2, new EndedSessions(Map.of(SESSION.id(), SESSION), ForgottenSessions.NONE)));
        localState.learn(changes(1, EndedSessions.NONE));

        assertThat(localState.isRevoked(SESSION)).isTrue();

        wallClock = START.plus(Duration.ofDays(4_000));
        localState.sweep();
        assertThat(localState.isRevoked(SESSION)).isTrue();
    }
}
