package dev.latchkey.store.jdbc;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store; {@link JdbcStoreBuilder} describes them. Immutable.
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

    /** Returns the current time of both clocks. */
    Moment now() {
        return new Moment(nanos.getAsLong(), clock.millis());
    }
}
