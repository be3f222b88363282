package dev.latchkey.store.jdbc;

import java.time.Duration;

/**
 * A moment by both clocks. Immutable.
 *
 * <p>Elapsed time cannot be set by anybody, but it stands still while a machine sleeps. The wall clock goes on, but may be
 * set. What must not be trusted for too long goes by the one that shows more time.
 *
 * @param nanos elapsed time
 * @param millis the wall clock, in milliseconds since 1970
 */
record Moment(long nanos, long millis) {

    /** {@return how much time there is between this moment and a later one, at least 0} */
    Duration until(Moment later) {
        Duration elapsed = Duration.ofNanos(Math.max(0, later.nanos - nanos));
        Duration byWallClock = Duration.ofMillis(Math.max(0, later.millis - millis));
        return elapsed.compareTo(byWallClock) >= 0 ? elapsed : byWallClock;
    }
}
