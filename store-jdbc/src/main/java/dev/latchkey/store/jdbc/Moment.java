package dev.latchkey.store.jdbc;

import java.time.Duration;

/**
 * A point in time by both clocks. Immutable.
 *
 * <p>Elapsed time cannot be set, but it stops while the machine sleeps. The wall clock continues, but it can be set.
 * For expiry, the larger difference counts.
 *
 * @param nanos elapsed time
 * @param millis the wall clock, in milliseconds since 1970
 */
record Moment(long nanos, long millis) {

    /** Returns the time until a later point, at least 0. */
    Duration until(Moment later) {
        Duration elapsed = Duration.ofNanos(Math.max(0, later.nanos - nanos));
        Duration byWallClock = Duration.ofMillis(Math.max(0, later.millis - millis));
        return elapsed.compareTo(byWallClock) >= 0 ? elapsed : byWallClock;
    }
}
