package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: durations in the notation of Go")
class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "+0, PT0S",
        "0s, PT0S",
        "0h0m0s, PT0S",
        "24h, PT24H",
        "60m, PT1H",
        "8760h, PT8760H",
        "1h30m, PT1H30M",
        "1h30m0s, PT1H30M",
        "30m1h, PT1H30M",
        "1h1h, PT2H",
        "1.5h, PT1H30M",
        "1.h, PT1H",
        ".5h, PT30M",
        "+5s, PT5S",
        "100ms, PT0.1S",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "1μs, PT0.000001S",
        "1ns, PT0.000000001S",
        // Fractions of a nanosecond are truncated, as in Go.
        "1.9ns, PT0.000000001S",
        "0.1s0.2s, PT0.3S",
        "007s, PT7S",
        "9223372036854775807ns, PT2562047H47M16.854775807S",
    })
    void reads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1d",
                "1y",
                "h",
                ".h",
                ".",
                "-1s",
                "-0",
                "+",
                "++1s",
                "1h ",
                " 1h",
                "1 h",
                "1H",
                "1h30",
                "1,5h",
                "1e3s",
                "0x1s",
                "1..5h",
                "1.5.5h",
                "forever",
                "PT1H",
                "\u0661s",
                "1s\n",
                "9223372036854775808ns",
                "2562048h",
                "11111111111111111111111111111111111111111111111111111111111111111s",
            })
    void rejects(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse(text));
    }

    @Test
    void reads64CharactersAtMost() {
        assertThat(GoDuration.parse("0".repeat(62) + "7s")).isEqualTo(Duration.ofSeconds(7));
        assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.parse("0".repeat(63) + "7s"));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT24H, 24h",
        "PT8760H, 8760h",
        "PT1H30M, 1h30m",
        "PT1H0M5S, 1h5s",
        "PT0.1S, 100000000ns",
        "PT1M0.000000001S, 1m1ns",
    })
    void writes(Duration duration, String expected) {
        assertThat(GoDuration.format(duration)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrites() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            // All magnitudes, from nanoseconds to centuries.
            Duration duration = Duration.ofNanos(random.nextLong() >>> (1 + random.nextInt(62)));
            assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
        }
    }
}
