package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 3: the log line")
class LogTextTest {

    @ParameterizedTest
    @CsvSource({"'', ''", "jobs.example.com, jobs.example.com", "'two words', two_words", "é€, ??"})
    void keepsPrintableAscii(String text, String expected) {
        assertThat(LogText.of(text)).isEqualTo(expected);
    }

    @Test
    void replacesControlCharacters() {
        assertThat(LogText.of("a\r\nb\tc\u001b[2Jd\u0000e\u007ff\u0085g\u2028h\u2029i\u202ej"))
                .isEqualTo("a??b?c?[2Jd?e?f?g?h?i?j");
    }

    @Test
    void truncatesAfter80Characters() {
        assertThat(LogText.of("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(LogText.of("x".repeat(81))).isEqualTo("x".repeat(80) + "...");
        assertThat(LogText.of("é".repeat(80))).isEqualTo("?".repeat(80));
        assertThat(LogText.of("\n".repeat(10_000))).isEqualTo("?".repeat(80) + "...");
        assertThat(LogText.of("x".repeat(80) + "\n")).isEqualTo("x".repeat(80) + "...");
    }

    @Test
    void alwaysProducesOneShortLine() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(120), 0, 0x10000)
                    .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
                    .toString();
            assertThat(LogText.of(text)).matches("[!-~]{0,83}");
        }
    }
}
