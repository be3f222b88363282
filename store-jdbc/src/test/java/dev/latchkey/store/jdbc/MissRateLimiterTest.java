package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MissRateLimiterTest {

    private final ManualNanos nanos = new ManualNanos();
    private final MissRateLimiter budget = new MissRateLimiter(10, nanos);

    private int spend() {
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        return spent;
    }

    @Test
    void permitsOneSecondThenRefills() {
        assertThat(spend()).isEqualTo(10);
        nanos.pass(Duration.ofMillis(99));
        assertThat(spend()).isZero();
        nanos.pass(Duration.ofMillis(1));
        assertThat(spend()).isEqualTo(1);
        nanos.pass(Duration.ofMillis(500));
        assertThat(spend()).isEqualTo(5);
    }

    @Test
    void keepsNoMoreThanOneSecond() {
        nanos.pass(Duration.ofHours(1));
        assertThat(spend()).isEqualTo(10);
    }
}
