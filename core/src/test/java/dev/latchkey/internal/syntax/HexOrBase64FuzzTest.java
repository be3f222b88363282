package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Key material is read as one of its two encodings, and a refusal repeats nothing of it. The build replays the seeds;
 * {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=HexOrBase64FuzzTest} looks for more.
 */
class HexOrBase64FuzzTest {

    @FuzzTest(maxDuration = "1m")
    void readsHexOrBase64(byte[] input) {
        // Encoded bytes are decoded again.
        assertThat(HexOrBase64.decode("a key", HexFormat.of().formatHex(input))).isEqualTo(input);
        String base64 = Base64.getEncoder().encodeToString(input);
        boolean looksLikeHex = base64.chars().allMatch(HexFormat::isHexDigit);
        if (!looksLikeHex) {
            assertThat(HexOrBase64.decode("a key", base64)).isEqualTo(input);
            assertThat(HexOrBase64.decode("a key", " " + Base64.getUrlEncoder().encodeToString(input) + "\n"))
                    .isEqualTo(input);
        }

        String text = new String(input, StandardCharsets.UTF_8);
        byte[] decoded;
        try {
            decoded = HexOrBase64.decode("a key", text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("a key is neither hex nor base64").hasNoCause();
            return;
        }
        String digits = text.strip();
        assertThat(digits).matches("[A-Za-z0-9+/_=-]*");
        boolean hex = digits.matches("([0-9A-Fa-f]{2})*");
        assertThat(decoded)
                .hasSize(hex ? digits.length() / 2 : digits.replace("=", "").length() * 3 / 4);
    }
}
