package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * No text from outside ends a line of the log, or says more than one word in it (request contract, section 3). The
 * build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=LogTextFuzzTest} looks for more.
 */
class LogTextFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void producesOneWord(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);

        String safe = LogText.of(text);

        assertThat(safe.length()).isLessThanOrEqualTo(83);
        assertThat(safe.chars()).allMatch(c -> c > ' ' && c < 0x7f);
        assertThat(LogText.of(safe.substring(0, Math.min(80, safe.length()))))
                .isEqualTo(safe.substring(0, Math.min(80, safe.length())));
        for (int i = 0; i < Math.min(80, text.length()); i++) {
            char c = text.charAt(i);
            assertThat(safe.charAt(i)).isEqualTo(c > ' ' && c < 0x7f ? c : c == ' ' ? '_' : '?');
        }
    }
}
