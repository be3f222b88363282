package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.internal.matching.ApplicationIndex;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * However a client writes a host, no application answers for it but the one that the most specific pattern names
 * (request contract, section 6). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test
 * -Dtest=HostNameFuzzTest} looks for more.
 */
class HostNameFuzzTest {

    private static final List<String> PATTERNS =
            List.of("app.example.com", "*.example.com/a", "*test.example.com", "[2001:db8::1]", "*/open", "localhost");

    private static final ApplicationIndex<String> INDEX = index();

    private static ApplicationIndex<String> index() {
        Map<Application, String> all = new HashMap<>();
        for (String pattern : PATTERNS) {
            all.put(Application.named(pattern).domain(pattern).build(), pattern);
        }
        return ApplicationIndex.of(all);
    }

    @FuzzTest(maxDuration = "1m")
    void aHostHasOneReading(byte[] input) {
        String sent = new String(input, StandardCharsets.UTF_8);

        String host = ApplicationPattern.normalizeHost(sent);

        assertThat(host).isEqualTo(host.toLowerCase(Locale.ROOT));
        assertThat(host.isEmpty()).isEqualTo(sent.isEmpty());
        if (sent.chars().allMatch(c -> c < 0x80)) {
            assertThat(ApplicationPattern.normalizeHost(sent.toUpperCase(Locale.ROOT)))
                    .isEqualTo(host);
        }
        if (!sent.endsWith(".") && sent.indexOf(':') < 0 && !sent.isEmpty()) {
            assertThat(ApplicationPattern.normalizeHost(sent + ".")).isEqualTo(host);
        }
        for (String path : List.of("/", "/a", "/a/b", "/open", "/elsewhere")) {
            assertThat(INDEX.at(host).find(path)).as("%s%s", host, path).isEqualTo(expected(host, path));
        }
    }

    /** What the contract says of these few patterns, spelled out. */
    private static String expected(String host, String path) {
        boolean below = path.equals("/a") || path.startsWith("/a/");
        if (host.equals("app.example.com") || host.equals("localhost") || host.equals("[2001:db8::1]")) {
            return host;
        } else if (host.matches("(?s)[^.]+\\.example\\.com") && below) {
            return "*.example.com/a";
        } else if (path.equals("/open")) {
            // Among hosts with a wildcard the longer path decides.
            return "*/open";
        }
        return host.matches("(?s)[^.]*test\\.example\\.com") ? "*test.example.com" : null;
    }
}
