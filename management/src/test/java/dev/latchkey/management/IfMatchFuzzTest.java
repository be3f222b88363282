package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A precondition holds for the tags that it names, or is refused (management contract, section 3). Each line is a
 * header of its own. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl management -am test
 * -Dtest=IfMatchFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
class IfMatchFuzzTest {

    private static final String TAG = "\"tag\"";

    @FuzzTest(maxDuration = "1m")
    void holdsForTheTagsThatItNames(byte[] input) {
        // Containers make one character of each byte.
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> lines = Arrays.asList(text.split("\n", -1));
        IfMatch precondition;
        try {
            precondition = IfMatch.of(lines);
        } catch (ConfigurationException refused) {
            assertThat(refused.getMessage()).endsWith("the header If-Match must be * or entity tags in quotes");
            return;
        }
        String list = String.join(",", lines);
        boolean any = list.replaceAll("^[ \t]+|[ \t]+$", "").equals("*");
        assertThat(precondition.matchesWithoutTag()).isEqualTo(any);
        assertThat(precondition.matches(TAG)).isEqualTo(any || names(list, TAG));
        assertThat(precondition.matches("\"" + list + "\"")).isEqualTo(any || names(list, "\"" + list + "\""));
        if (!any) {
            // As one header or as several, it says the same.
            assertThat(IfMatch.of(List.of(list)).matches(TAG)).isEqualTo(precondition.matches(TAG));
            assertThat(IfMatch.of(List.of(list, TAG)).matches(TAG)).isTrue();
            assertThat(IfMatch.of(List.of(list, "W/" + TAG)).matches(TAG)).isEqualTo(precondition.matches(TAG));
        }
    }

    /** Looks for a strong tag outside all others, by hand. */
    private static boolean names(String list, String tag) {
        boolean inside = false;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            if (list.charAt(i) != '"') {
                continue;
            }
            if (!inside) {
                start = i;
            } else if (list.substring(start, i + 1).equals(tag) && (start == 0 || list.charAt(start - 1) != '/')) {
                return true;
            }
            inside = !inside;
        }
        return false;
    }
}
