package dev.latchkey.store.jdbc;

import dev.latchkey.internal.fault.Faults;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store; {@link JdbcStore.Builder} describes them. Immutable.
 *
 * @param failClosedAfter null if cached state never expires
 * @param nanos a monotonic clock in nanoseconds
 */
record JdbcSettings(
        Duration readTimeout,
        Duration operationTimeout,
        Duration openTimeout,
        Duration pollInterval,
        boolean listen,
        @Nullable Duration failClosedAfter,
        int cachedTokens,
        int cachedUnknownIds,
        Duration unknownFor,
        int unknownIdsPerSecond,
        int readThreads,
        InstantSource clock,
        LongSupplier nanos,
        SecureRandom random) {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST = 100_000_000;

    /** Returns the current time of both clocks. */
    Moment now() {
        return new Moment(nanos.getAsLong(), clock.millis());
    }

    /**
     * Checks that all settings are in their ranges.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every one that is not
     */
    void check() {
        Faults faults = new Faults();
        check(faults, "readTimeout", readTimeout);
        check(faults, "operationTimeout", operationTimeout);
        check(faults, "openTimeout", openTimeout);
        check(faults, "pollInterval", pollInterval);
        check(faults, "unknownIds", unknownFor);
        if (failClosedAfter != null) {
            check(faults, "failClosedAfter", failClosedAfter);
            if (failClosedAfter.compareTo(pollInterval.multipliedBy(2)) < 0) {
                faults.add("/failClosedAfter", "must be at least twice the pollInterval");
            }
        }
        check(faults, "cachedTokens", cachedTokens, MOST);
        check(faults, "unknownIds", cachedUnknownIds, MOST);
        check(faults, "unknownIds", unknownIdsPerSecond, 1_000_000);
        check(faults, "readThreads", readThreads, 1_000);
        faults.throwIfAny("JDBC store");
    }

    private static void check(Faults faults, String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            faults.add("/" + name, "must be 1 ms to 1 h, not " + value);
        }
    }

    private static void check(Faults faults, String name, int value, int most) {
        if (value < 1 || value > most) {
            faults.add("/" + name, "must be 1 to " + most + ", not " + value);
        }
    }
}
