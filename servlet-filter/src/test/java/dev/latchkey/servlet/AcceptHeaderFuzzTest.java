package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The form of a denial hangs on what the client asked for, and on nothing about how it is written (request contract,
 * section 3). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl servlet-filter -am test
 * -Dtest=AcceptHeaderFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
class AcceptHeaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void theWayItIsWrittenDecidesNothing(byte[] input) {
        String accept = new String(input, StandardCharsets.UTF_8);

        DenialBody chosen = AcceptHeader.choose(accept);

        boolean ascii = accept.chars().allMatch(c -> c < 0x80);
        if (ascii) {
            assertThat(AcceptHeader.choose(accept.toUpperCase(Locale.ROOT))).isEqualTo(chosen);
        }
        if (accept.length() < 1000) {
            assertThat(AcceptHeader.choose(" ,\t" + accept + ", ,")).isEqualTo(chosen);
        }
        String lower = accept.toLowerCase(Locale.ROOT);
        if (chosen == DenialBody.HTML) {
            assertThat(lower).containsAnyOf("text/html", "text/*", "*/*").hasSizeLessThanOrEqualTo(1024);
        } else if (chosen == DenialBody.PLAIN_TEXT) {
            assertThat(lower).containsAnyOf("text/plain", "text/*", "*/*").hasSizeLessThanOrEqualTo(1024);
        }
        if (accept.indexOf('"') < 0) {
            List<String> ranges = Arrays.asList(accept.split(",", -1));
            Collections.reverse(ranges);
            assertThat(AcceptHeader.choose(String.join(",", ranges))).isEqualTo(chosen);
            // A form that is ruled out is never chosen for its own name.
            String without = accept + ",text/html;q=0";
            if (!lower.contains("text/html") && without.length() <= 1024) {
                assertThat(AcceptHeader.choose(without)).isNotEqualTo(DenialBody.HTML);
            }
        }
    }
}
