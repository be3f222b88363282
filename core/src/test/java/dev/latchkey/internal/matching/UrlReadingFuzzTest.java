package dev.latchkey.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.model.Organization.UrlAmbiguity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A path in which no ambiguity is found has one reading; a dot segment is found wherever it is put; and the readings of
 * a path are all that any order of readers makes of it (request contract, section 6). The build replays the seeds;
 * {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=UrlReadingFuzzTest} looks for more.
 */
class UrlReadingFuzzTest {

    private static final List<String> DOTS =
            List.of("..", ".", "%2e%2e", "%2E.", ".%2e", "%2e", "..;a=b", ".;", "%2e%2E;jsessionid=1");

    private static final Pattern PARAMETER = Pattern.compile(";[^/]*");
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    @FuzzTest(maxDuration = "1m")
    void unambiguousPathHasOneReading(byte[] input) {
        String rawPath = "/" + new String(input, StandardCharsets.UTF_8).replaceAll("[?#]", "");

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
            // An encoded semicolon starts a parameter only for readers that decode first.
            if (decoded.indexOf(';') < 0) {
                assertThat(UrlReading.readings(decoded, rawPath)).containsExactly(decoded);
            }
        }
        if (decoded != null) {
            assertThat(decoded).startsWith("/");
            assertThat(decoded.length()).isLessThanOrEqualTo(rawPath.length());
        }
        findsDotSegments(rawPath);
        hasEveryReading(decoded == null ? rawPath : decoded, rawPath);
    }

    private static void findsDotSegments(String rawPath) {
        int places = 0;
        for (int slash = rawPath.indexOf('/'); slash >= 0 && places < 4; slash = rawPath.indexOf('/', slash + 1)) {
            for (String dots : DOTS) {
                String with = rawPath.substring(0, slash) + "/" + dots + rawPath.substring(slash);
                assertThat(UrlReading.firstAmbiguity(with, Set.of()) == null)
                        .as(with)
                        .isFalse();
            }
            places++;
        }
        for (String dots : DOTS) {
            String atTheEnd = rawPath + "/" + dots;
            assertThat(UrlReading.firstAmbiguity(atTheEnd, Set.of()))
                    .as(atTheEnd)
                    .isNotNull();
        }
    }

    /** Applying another reader to a reading yields a reading. */
    private static void hasEveryReading(String path, String rawPath) {
        Collection<String> readings = UrlReading.readings(path, rawPath);
        if (readings.isEmpty()) {
            return;
        }
        assertThat(readings).contains(path).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(64);
        for (String reading : readings) {
            for (String other : List.of(
                    decodedOnce(reading),
                    PARAMETER.matcher(reading).replaceAll(""),
                    reading.replace('\\', '/'),
                    SLASHES.matcher(reading).replaceAll("/"),
                    withoutDots(reading))) {
                assertThat(readings.contains(other))
                        .as("%s of %s", other, reading)
                        .isTrue();
            }
        }
    }

    private static String decodedOnce(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            if (isEscape(text, i)) {
                octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                octets.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    /** The literal steps of RFC 3986, section 5.2.4. */
    private static String withoutDots(String path) {
        if (!path.startsWith("/")) {
            return path;
        }
        String in = path;
        List<String> out = new ArrayList<>();
        while (!in.isEmpty()) {
            if (in.startsWith("/./") || in.equals("/.")) {
                in = "/" + in.substring(Math.min(3, in.length()));
            } else if (in.startsWith("/../") || in.equals("/..")) {
                in = "/" + in.substring(Math.min(4, in.length()));
                if (!out.isEmpty()) {
                    out.remove(out.size() - 1);
                }
            } else {
                int next = in.indexOf('/', 1);
                out.add(next < 0 ? in : in.substring(0, next));
                in = next < 0 ? "" : in.substring(next);
            }
        }
        return String.join("", out);
    }
}
