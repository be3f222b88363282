package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Times as stored and as measured")
final class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:00.000001999Z, 1",
        "1969-12-31T23:59:59.999999Z, -1",
        "2026-11-27T00:00:00.123456789Z, 1795737600123456",
        "9999-12-31T23:59:59Z, 253402300799000000",
    })
    void areMicroseconds(Instant moment, long micros) {
        assertThat(EpochMicros.of(moment)).isEqualTo(micros);
        assertThat(EpochMicros.ofNullable(moment)).isEqualTo(micros);
        assertThat(EpochMicros.instant(micros)).isBetween(moment.minusNanos(999), moment);
    }

    @Test
    void outOfRangeAreTheNearestOnes() {
        assertThat(EpochMicros.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(EpochMicros.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
        assertThat(EpochMicros.of(Instant.ofEpochSecond(9_223_372_036_853L))).isEqualTo(9_223_372_036_853_000_000L);
        assertThat(EpochMicros.of(Instant.ofEpochSecond(9_223_372_036_854L, 999_999_999)))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(EpochMicros.of(Instant.ofEpochSecond(-9_223_372_036_854L))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void areNullIfUnknown() throws SQLException {
        PreparedStatement statement = mock(PreparedStatement.class);

        EpochMicros.set(statement, 1, null);
        EpochMicros.set(statement, 2, Instant.EPOCH.plusSeconds(1));

        verify(statement).setNull(1, Types.BIGINT);
        verify(statement).setLong(2, 1_000_000);
        assertThat(EpochMicros.ofNullable(null)).isNull();
    }

    @ParameterizedTest(name = "{0} ns and {1} ms are {2}")
    @CsvSource({
        "5000000000, 4000, PT5S",
        "4000000000, 5000, PT5S",
        "5000000000, 5000, PT5S",
        "0, 0, PT0S",
        "-1, 3, PT0.003S",
        "3, -1, PT0.000000003S",
        "-1, -1, PT0S",
    })
    void differByTheClockThatShowsMore(long nanos, long millis, Duration expected) {
        Moment from = new Moment(1_000, 2_000);

        assertThat(from.until(new Moment(1_000 + nanos, 2_000 + millis))).isEqualTo(expected);
    }
}
