package dev.latchkey.management;

import static dev.latchkey.management.FailureLimit.Verdict.REFUSE;
import static dev.latchkey.management.FailureLimit.Verdict.REFUSE_FIRST;
import static dev.latchkey.management.FailureLimit.Verdict.TELL;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, section 3: 429")
final class FailureLimitTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    private final FailureLimit limit = new FailureLimit(now::get);

    private void pass(long millis) {
        now.updateAndGet(moment -> moment.plusMillis(millis));
    }

    @Test
    void countsEachAddressByItself() {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(limit.count("192.0.2.1")).isEqualTo(TELL);
        }
        assertThat(limit.count("192.0.2.1")).isEqualTo(REFUSE_FIRST);
        assertThat(limit.count("192.0.2.1")).isEqualTo(REFUSE);
        assertThat(limit.count("192.0.2.2")).isEqualTo(TELL);
    }

    @Test
    void countsIpv6NetworkAsOneAddress() {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(limit.count("2001:db8:1:2::" + Integer.toHexString(i))).isEqualTo(TELL);
        }
        assertThat(limit.count("2001:db8:1:2:ffff::1%eth0")).isEqualTo(REFUSE_FIRST);
        assertThat(limit.secondsToWait("[2001:db8:1:2::ffff]")).isEqualTo(60);
        assertThat(limit.count("2001:db8:1:3::1")).isEqualTo(TELL);
    }

    @Test
    void countsMappedAddressAsIpv4() {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(limit.count(i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1"))
                    .isEqualTo(TELL);
        }
        assertThat(limit.count("192.0.2.1")).isEqualTo(REFUSE_FIRST);
        assertThat(limit.count("::ffff:192.0.2.2")).isEqualTo(TELL);
    }

    @Test
    void beginsAnewAfterAMinute() {
        for (int i = 0; i < FailureLimit.FAILURES + 5; i++) {
            limit.count("192.0.2.1");
        }
        pass(59_001);
        assertThat(limit.count("192.0.2.1")).isEqualTo(REFUSE);
        assertThat(limit.secondsToWait("192.0.2.1")).isEqualTo(1);
        pass(999);
        assertThat(limit.count("192.0.2.1")).isEqualTo(TELL);
    }

    @Test
    void isNotStuckWhenTheClockIsSetBack() {
        for (int i = 0; i < FailureLimit.FAILURES + 5; i++) {
            limit.count("192.0.2.1");
        }
        pass(-3_600_000);
        assertThat(limit.count("192.0.2.1")).isEqualTo(TELL);
    }

    @Test
    void tellsASecondWhereNothingIsRemembered() {
        assertThat(limit.secondsToWait("192.0.2.1")).isEqualTo(1);
    }
}
