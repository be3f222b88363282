package dev.latchkey.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * A path in which no ambiguity is found has one reading, in which nothing is left to read in another way (request
 * contract, section 6). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=UrlReadingFuzzTest}
 * looks for more.
 */
class UrlReadingFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void anUnambiguousPathHasOneReading(byte[] input) {
        String rawPath = "/" + new String(input, StandardCharsets.UTF_8);

        UrlAmbiguity found = UrlReading.firstAmbiguity(rawPath, Set.of());

        assertThat(UrlReading.firstAmbiguity(rawPath, EnumSet.allOf(UrlAmbiguity.class)))
                .isNull();
        String decoded = UrlReading.decode(rawPath);
        if (found != null) {
            assertThat(UrlReading.firstAmbiguity(rawPath, EnumSet.complementOf(EnumSet.of(found))))
                    .as("allowing all others")
                    .isEqualTo(found);
            assertThat(UrlReading.firstAmbiguity(rawPath, EnumSet.of(found))).isNotEqualTo(found);
        } else {
            assertThat(decoded).startsWith("/").doesNotContain("//", "%", "\\");
            assertThat(decoded.chars()).noneMatch(Character::isISOControl);
            // Literal characters of the path itself may spell what was not encoded twice.
            String again = decoded.replace(";", "%3b");
            assertThat(UrlReading.decode(again)).isEqualTo(decoded);
        }
        if (decoded != null) {
            assertThat(decoded).startsWith("/");
            assertThat(decoded.length()).isLessThanOrEqualTo(rawPath.length());
        }
    }
}
