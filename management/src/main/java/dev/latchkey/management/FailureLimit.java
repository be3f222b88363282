package dev.latchkey.management;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.model.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts, for each client address, the requests without a valid management token. Up to the limit, they get 401; for
 * the rest of the minute, they get 429. A valid token is never refused, whatever else its address sends. The IPv6
 * addresses of one network count as one, because a single client often has them all. The number of remembered addresses
 * is bounded. Thread-safe.
 */
final class FailureLimit {

    /** The number of failures in one window that get 401. Later ones get 429. */
    static final int FAILURES = 10;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    /** The prefix of one IPv6 network (RFC 4291, section 2.5.4). */
    private static final int NETWORK_PREFIX = 64;

    /** One minute of an address. */
    private record Window(Instant began, int failures) {}

    /** What to do about a failure. */
    enum Verdict {
        /** Answer 401, and log it. */
        TELL,
        /** Answer 429, and log it. */
        REFUSE_FIRST,
        /** Answer 429. */
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

    /** Counts a failure of this address. */
    Verdict count(String address) {
        Instant now = clock.instant();
        Window window = windows.asMap()
                .compute(
                        network(address),
                        (same, before) -> before == null || secondsLeft(before, now) <= 0
                                ? new Window(now, 1)
                                : new Window(before.began, Math.min(before.failures + 1, FAILURES + 2)));
        int failures = window == null ? 1 : window.failures;
        if (failures <= FAILURES) {
            return Verdict.TELL;
        }
        return failures == FAILURES + 1 ? Verdict.REFUSE_FIRST : Verdict.REFUSE;
    }

    /** Returns after how many seconds this address may try again: 1 to 60. */
    long secondsToWait(String address) {
        Window window = windows.getIfPresent(network(address));
        long left = window == null ? 1 : secondsLeft(window, clock.instant());
        return Math.max(1, Math.min(left, WINDOW.toSeconds()));
    }

    /** Returns what is counted together. */
    private static String network(String address) {
        IpAddress parsed = IpAddress.parse(address);
        return parsed == null ? address : parsed.masked(NETWORK_PREFIX).toString();
    }

    /** Returns the seconds until the window ends, rounded up. Setting the clock back ends it, too. */
    private static long secondsLeft(Window window, Instant now) {
        if (now.isBefore(window.began)) {
            return 0;
        }
        Duration left = Duration.between(now, window.began.plus(WINDOW));
        return left.isNegative() ? 0 : left.plusMillis(999).toSeconds();
    }
}
