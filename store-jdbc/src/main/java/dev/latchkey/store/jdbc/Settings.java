package dev.latchkey.store.jdbc;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store; {@link JdbcStoreBuilder} says what each is for. Immutable.
 *
 * @param failClosedAfter null where old knowledge is trusted for ever
 * @param nanos a clock that only goes forward, in nanoseconds
 */
record Settings(
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

    /** {@return this moment} */
    Moment now() {
        return new Moment(nanos.getAsLong(), clock.millis());
    }
}
