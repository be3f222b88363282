package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whatever the app says about caching, no shared cache may store an admitted answer, whether it reads quotes or not,
 * and the answer varies by the headers that decided (request contract, section 3, "Caching"). The build replays the
 * seeds; {@code .ci/fuzz 10 AnswerCaching} looks for more.
 */
class AnswerCachingFuzzTest {

    private static final AnswerCaching CACHING = AnswerCaching.privateTo("X-Api-Key");
    private static final List<String> DECIDED =
            List.of("cookie", "cf-access-client-id", "cf-access-client-secret", "cf-access-token", "x-api-key");

    @FuzzTest(maxDuration = "1m")
    void noSharedCacheMayStoreIt(byte[] input) {
        String said = new String(input, StandardCharsets.ISO_8859_1);

        String cacheControl = CACHING.cacheControl(said);

        for (List<String> directives : List.of(quoted(cacheControl), split(cacheControl))) {
            boolean stored = !directives.contains("private")
                    && (!directives.contains("no-store") || directives.contains("must-understand"));
            assertThat(stored).as("%s became %s", said, cacheControl).isFalse();
        }
        List<String> names = quoted(cacheControl).stream()
                .map(directive -> directive.split("=", 2)[0].strip())
                .toList();
        assertThat(names).doesNotContain("public", "s-maxage");
        assertThat(names.stream().filter("private"::equals).count()).isLessThanOrEqualTo(1);
        assertThat(CACHING.cacheControl(cacheControl)).as("once more").isEqualTo(cacheControl);
        // What else the app said is still there.
        List<String> kept = quoted(said).stream()
                .filter(directive ->
                        !Set.of("public", "s-maxage", "private").contains(directive.split("=", 2)[0].strip()))
                .toList();
        assertThat(quoted(cacheControl)).containsAll(kept);

        variesByWhatDecided(said);
    }

    private static void variesByWhatDecided(String said) {
        String vary = CACHING.vary(said);
        List<String> names = split(vary);
        if (split(said).contains("*")) {
            assertThat(vary).isEqualTo("*");
            return;
        }
        assertThat(names).containsAll(DECIDED).containsAll(split(said));
        String own = CACHING.saidOfVary(vary);
        assertThat(own == null ? List.of() : split(own)).isEqualTo(split(said));
    }

    /** As a cache that splits at commas reads it. */
    private static List<String> split(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** As RFC 9111 reads it: a comma in a quoted string ends nothing, and neither does a quote behind a backslash. */
    private static List<String> quoted(String value) {
        List<String> directives = new ArrayList<>();
        StringBuilder directive = new StringBuilder();
        boolean inside = false;
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' && !inside) {
                directives.add(directive.toString());
                directive.setLength(0);
                continue;
            }
            directive.append(c);
            if (escaped) {
                escaped = false;
            } else if (c == '"') {
                inside = !inside;
            } else {
                escaped = inside && c == '\\';
            }
        }
        directives.add(directive.toString());
        return directives.stream()
                .flatMap(each -> Stream.of(each.strip().toLowerCase(Locale.ROOT)))
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
