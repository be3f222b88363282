package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A duration that is read is written and read back (management contract, section 1). The build replays the seeds;
 * {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=GoDurationFuzzTest} looks for more.
 */
class GoDurationFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void readsBackWhatItWrites(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Duration duration;
        try {
            duration = GoDuration.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(text).matches("[+0-9.hmnsuµμ]{1,64}");
        assertThat(duration.isNegative()).isFalse();
        String written = GoDuration.format(duration);
        assertThat(written).matches("0s|([1-9][0-9]*h)?([1-9][0-9]*m)?([1-9][0-9]*s)?([1-9][0-9]*ns)?");
        assertThat(GoDuration.parse(written)).isEqualTo(duration);
    }
}
