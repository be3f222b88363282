package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pattern that is taken covers what a quoted regular expression would (request contract, section 6). The build
 * replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=ApplicationPatternFuzzTest} looks for more.
 */
class ApplicationPatternFuzzTest {

    /** Beyond this the reference, which goes back on its steps, takes too long. */
    private static final int MAX_LENGTH = 60;

    @FuzzTest(maxDuration = "1m")
    void coversWhatTheReferenceCovers(byte[] input) {
        // Pattern, host and path, a line each.
        List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
        if (lines.size() < 3 || lines.stream().anyMatch(line -> line.length() > MAX_LENGTH)) {
            return;
        }
        ApplicationPattern pattern = parsed(lines.get(0));
        if (pattern == null) {
            return;
        }
        String text = pattern.toString();
        assertThat(ApplicationPattern.parse(text)).isEqualTo(pattern);
        assertThat(pattern.cookiePath()).startsWith("/").doesNotContain("*", ";", "//");

        int slash = text.indexOf('/');
        String host = ApplicationPattern.normalizeHost(lines.get(1));
        assertThat(pattern.coversHost(host))
                .as("%s on host %s", text, host)
                .isEqualTo(coversHost(slash < 0 ? text : text.substring(0, slash), host));
        String path = lines.get(2);
        assertThat(pattern.coversPath(path))
                .as("%s on path %s", text, path)
                .isEqualTo(slash < 0 || coversPath(text.substring(slash), path));
    }

    private static ApplicationPattern parsed(String text) {
        try {
            return ApplicationPattern.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("must ");
            return null;
        }
    }

    private static boolean coversHost(String pattern, String host) {
        String labels = Stream.of(pattern.split("\\.", -1))
                .map(label -> label.equals("*") ? "[^.]+" : quoted(label, "[^.]*"))
                .collect(Collectors.joining("\\."));
        return pattern.equals("*")
                || Pattern.compile(labels, Pattern.DOTALL).matcher(host).matches();
    }

    private static boolean coversPath(String pattern, String path) {
        String below = pattern.endsWith("/*") ? "" : "(/.*)?";
        return Pattern.compile(quoted(pattern, ".*") + below, Pattern.DOTALL)
                .matcher(path)
                .matches();
    }

    private static String quoted(String text, String wildcard) {
        return Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(wildcard));
    }
}
