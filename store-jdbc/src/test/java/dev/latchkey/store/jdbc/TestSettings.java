package dev.latchkey.store.jdbc;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Settings that are valid. */
final class TestSettings {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private TestSettings() {}

    static JdbcSettings of(LongSupplier nanos) {
        return of(nanos, Duration.ofMillis(5), true);
    }

    static JdbcSettings of(LongSupplier nanos, Duration pollInterval, boolean listen) {
        return new JdbcSettings(
                LIMIT,
                LIMIT,
                LIMIT,
                pollInterval,
                listen,
                Duration.ofSeconds(30),
                1_000,
                1_000,
                Duration.ofSeconds(10),
                100,
                4,
                InstantSource.system(),
                nanos,
                new SecureRandom());
    }
}
