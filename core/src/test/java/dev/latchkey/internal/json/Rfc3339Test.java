package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: moments are RFC 3339")
class Rfc3339Test {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2027-01-31T12:00:00Z",
                "2027-01-31T12:00:00.Z",
                "2027-01-31T12:00:00.5Z",
                "2027-01-31T12:00:00.000000001Z",
                "2028-02-29T23:59:59.999999999Z",
                "9999-12-31T23:59:59Z",
                "0000-01-01T00:00:00Z",
                "2027-01-31T12:00:00+01:00",
                "2027-01-31T12:00Z",
                "2027-01-31t12:00:00z",
            })
    void readsWhatThePlatformReads(String text) {
        assertThat(Rfc3339.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @Test
    void readsBackEveryMomentThatIsWritten() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            long nanos = random.nextInt(1_000_000_000) / (long) Math.pow(10, random.nextInt(10));
            Instant moment = Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L), nanos);
            assertThat(Rfc3339.parse(moment.toString())).isEqualTo(moment);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2027-01-31",
                "2027-02-29T12:00:00Z",
                "2027-13-01T12:00:00Z",
                "2027-01-31T24:00:00Z",
                "2027-01-31T12:60:00Z",
                "2027-01-31T12:00:60Z",
                "2027-01-31 12:00:00Z",
                "2027-01-31T12:00:00,5Z",
                "2027-01-31T12:00:00.Z.",
                "2027-01-31T12:00:00.1234567890Z",
                "2027-01-31T12:00:0٣Z",
                "2027-01-31T12:00:00",
                "2027/01/31T12:00:00Z",
                "20270131T120000Z",
                // RFC 3339 allows only years of four digits.
                "+12027-01-31T12:00:00Z",
                "-0001-12-31T12:00:00Z",
                "+10000-01-01T00:30:00+01:00",
                "-0001-12-31T23:30:00-01:00",
                "9999-12-31T23:59:59-18:00",
                "0000-01-01T00:00:00+18:00",
                "+999999999-12-31T23:59:59.999999999-18:00",
            })
    void refusesAllElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rfc3339.parse(text));
    }
}
