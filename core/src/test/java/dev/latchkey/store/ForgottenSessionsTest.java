package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("request contract, section 4: the session was not revoked")
final class ForgottenSessionsTest {

    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void coversWhatWasForgotten() {
        RevocableSession session = session(Duration.ZERO, DAY);
        ForgottenSessions forgotten = ForgottenSessions.NONE.with(List.of(session));

        assertThat(forgotten.cover(session)).isTrue();
        assertThat(ForgottenSessions.NONE.cover(session)).isFalse();
    }

    @Test
    void leavesSessionsThatWereIssuedEarlierOrLater() {
        ForgottenSessions forgotten = ForgottenSessions.NONE.with(List.of(session(Duration.ZERO, DAY)));

        assertThat(forgotten.cover(session(Duration.ofSeconds(-1), DAY))).isFalse();
        assertThat(forgotten.cover(session(Duration.ofSeconds(1), Duration.ofHours(1))))
                .isFalse();
    }

    @Test
    void leavesSessionsThatEndLater() {
        ForgottenSessions forgotten = ForgottenSessions.NONE.with(List.of(session(Duration.ZERO, DAY)));

        assertThat(forgotten.cover(session(Duration.ZERO, DAY.plusSeconds(1)))).isFalse();
    }

    /** The gap between a clock that was right and one that was ahead stays open. */
    @Test
    void joinsRangesThatAreCloseTogetherOnly() {
        ForgottenSessions forgotten = ForgottenSessions.NONE.with(List.of(
                session(Duration.ofDays(3), DAY), session(Duration.ZERO, DAY), session(Duration.ofMinutes(59), DAY)));

        assertThat(forgotten.ranges()).hasSize(2);
        assertThat(forgotten.cover(session(Duration.ofMinutes(30), DAY))).isTrue();
        assertThat(forgotten.cover(session(Duration.ofHours(1), DAY))).isFalse();
        assertThat(forgotten.cover(session(Duration.ofDays(3), DAY))).isTrue();
    }

    @Test
    void joinsRangesThatAreAnHourApart() {
        assertThat(ranges(2, Duration.ofHours(1))).hasSize(1);
        assertThat(ranges(2, Duration.ofHours(1).plusSeconds(1))).hasSize(2);
    }

    @Test
    void arePrintedAndHashedByTheirRanges() {
        ForgottenSessions one = ForgottenSessions.NONE.with(List.of(session(Duration.ZERO, DAY)));
        ForgottenSessions other = ForgottenSessions.NONE.with(List.of(session(Duration.ofDays(9), DAY)));

        assertThat(ForgottenSessions.NONE).hasToString("ForgottenSessions[]");
        assertThat(one.toString()).contains("issuedFrom=2026-11-20T12:00:00Z");
        assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
    }

    @Test
    void joinsTheOldestOfMoreThan64Ranges() {
        assertThat(ranges(64, DAY)).hasSize(64);
        assertThat(ranges(65, DAY)).hasSize(64);
    }

    private static List<ForgottenSessions.Range> ranges(int number, Duration apart) {
        List<RevocableSession> sessions = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            sessions.add(session(apart.multipliedBy(i), DAY));
        }
        return ForgottenSessions.NONE.with(sessions).ranges();
    }

    @Test
    void keepsAtMost64RangesAndForgetsNone() {
        List<RevocableSession> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(session(Duration.ofHours(5L * i), Duration.ofMinutes(1 + i % 7)));
        }
        Collections.shuffle(all, new Random(1));
        ForgottenSessions forgotten = ForgottenSessions.NONE;
        for (RevocableSession each : all) {
            forgotten = forgotten.with(List.of(each));
        }

        assertThat(forgotten.ranges()).hasSizeLessThanOrEqualTo(64);
        assertThat(all).allMatch(forgotten::cover);
        // The newest stay apart.
        assertThat(forgotten.cover(session(Duration.ofHours(5L * 999 - 2), Duration.ofSeconds(1))))
                .isFalse();
    }

    @Test
    void takesOverTheRangesOfAnother() {
        ForgottenSessions one = ForgottenSessions.NONE.with(List.of(session(Duration.ZERO, DAY)));
        ForgottenSessions other = ForgottenSessions.NONE.with(List.of(session(Duration.ofDays(9), DAY)));

        assertThat(one.with(other)).isEqualTo(other.with(one)).isNotEqualTo(one);
        assertThat(one.with(other).with(one)).isEqualTo(one.with(other)).hasSameHashCodeAs(other.with(one));
        assertThat(one.with(other).cover(session(Duration.ofDays(9), DAY))).isTrue();
        assertThat(ForgottenSessions.of(one.ranges())).isEqualTo(one);
    }

    private static RevocableSession session(Duration after, Duration life) {
        Instant issuedAt = START.plus(after);
        return new RevocableSession("any", issuedAt, issuedAt.plus(life));
    }
}
