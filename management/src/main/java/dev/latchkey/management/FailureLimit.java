package dev.latchkey.management;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts, for each client address, the requests without a valid management token. Up to the limit, they get 401; for
 * the rest of the minute, they get 429. A valid token is never refused, whatever else its address sends. The number of
 * remembered addresses is bounded. Thread-safe.
 */
final class FailureLimit {

    /** So many in one window are answered 401, all after them 429. */
    static final int FAILURES = 10;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    /** A minute of one address that began at some moment. */
    private record Window(Instant began, int failures) {}

    /** What is to be done about one failure. */
    enum Verdict {
        /** It is one of the first. */
        TELL,
        /** It is the first one too many. */
        REFUSE_FIRST,
        /** There were some like it. */
        REFUSE
    }

    private final InstantSource clock;
    private final Cache<String, Window> windows = Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .executor(Runnable::run)
            .build();

    FailureLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts one more failure of this address. */
    Verdict count(String address) {
        Instant now = clock.instant();
        Window window = windows.asMap()
                .compute(
                        address,
                        (same, before) -> before == null || secondsLeft(before, now) <= 0
                                ? new Window(now, 1)
                                : new Window(before.began, Math.min(before.failures + 1, FAILURES + 2)));
        int failures = window == null ? 1 : window.failures;
        if (failures <= FAILURES) {
            return Verdict.TELL;
        }
        return failures == FAILURES + 1 ? Verdict.REFUSE_FIRST : Verdict.REFUSE;
    }

    /** Returns in how many seconds that address may fail again: 1 to 60. */
    long secondsToWait(String address) {
        Window window = windows.getIfPresent(address);
        long left = window == null ? 1 : secondsLeft(window, clock.instant());
        return Math.max(1, Math.min(left, WINDOW.toSeconds()));
    }

    /** Returns the seconds until the window ends, rounded up. A clock that was set back ends it, too. */
    private static long secondsLeft(Window window, Instant now) {
        if (now.isBefore(window.began)) {
            return 0;
        }
        Duration left = Duration.between(now, window.began.plus(WINDOW));
        return left.isNegative() ? 0 : left.plusMillis(999).toSeconds();
    }
}
