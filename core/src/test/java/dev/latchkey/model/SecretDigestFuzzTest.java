package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A digest that is read is written and read back, and what is refused is not repeated (management contract, section 1).
 * The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=SecretDigestFuzzTest} looks for more.
 */
class SecretDigestFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void roundTripsParsedText(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        SecretDigest digest;
        try {
            digest = SecretDigest.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(text).doesNotMatch("(?i)((hmac-)?sha256:)?[0-9a-f]{64}");
            assertThat(refused).hasNoCause();
            if (text.length() > 20) {
                assertThat(refused.getMessage()).doesNotContain(text);
            }
            return;
        }
        assertThat(text).matches("(?i)((hmac-)?sha256:)?[0-9a-f]{64}");
        assertThat(digest.toStoredText()).endsWith(text.toLowerCase(Locale.ROOT));
        assertThat(SecretDigest.parse(digest.toStoredText())).isEqualTo(digest);
        assertThat(digest.toString()).isEqualTo("SecretDigest[masked]");
    }
}
