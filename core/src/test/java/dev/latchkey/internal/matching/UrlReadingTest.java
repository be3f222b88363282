package dev.latchkey.internal.matching;

import static dev.latchkey.model.Organization.UrlAmbiguity.BACKSLASH;
import static dev.latchkey.model.Organization.UrlAmbiguity.CONTROL_CHARACTER;
import static dev.latchkey.model.Organization.UrlAmbiguity.DOT_SEGMENT;
import static dev.latchkey.model.Organization.UrlAmbiguity.EMPTY_SEGMENT;
import static dev.latchkey.model.Organization.UrlAmbiguity.ENCODED_DOT_SEGMENT;
import static dev.latchkey.model.Organization.UrlAmbiguity.ENCODED_PERCENT;
import static dev.latchkey.model.Organization.UrlAmbiguity.ENCODED_SLASH;
import static dev.latchkey.model.Organization.UrlAmbiguity.MALFORMED_ENCODING;
import static dev.latchkey.model.Organization.UrlAmbiguity.PATH_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.model.Organization.UrlAmbiguity;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 6: ambiguous URLs")
class UrlReadingTest {

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                arguments(CONTROL_CHARACTER, "/a\u0000b"),
                arguments(CONTROL_CHARACTER, "/a%00b"),
                arguments(CONTROL_CHARACTER, "/a\tb"),
                arguments(CONTROL_CHARACTER, "/a%09b"),
                arguments(CONTROL_CHARACTER, "/a\nb"),
                arguments(CONTROL_CHARACTER, "/a%0ab"),
                arguments(CONTROL_CHARACTER, "/a%0Db"),
                arguments(CONTROL_CHARACTER, "/a%1f"),
                arguments(CONTROL_CHARACTER, "/a%c2%80"),
                arguments(CONTROL_CHARACTER, "/a\u007f"),
                arguments(CONTROL_CHARACTER, "/a%7F"),
                arguments(CONTROL_CHARACTER, "/a\u0085"),
                arguments(CONTROL_CHARACTER, "/a%c2%85"),
                arguments(BACKSLASH, "/a\\b"),
                arguments(BACKSLASH, "/a%5cb"),
                arguments(BACKSLASH, "/a%5Cb"),
                arguments(ENCODED_SLASH, "/a%2fb"),
                arguments(ENCODED_SLASH, "/a%2Fb"),
                arguments(ENCODED_SLASH, "/a/..%2fb"),
                arguments(ENCODED_SLASH, "/a%2f"),
                arguments(ENCODED_PERCENT, "/a%25"),
                arguments(ENCODED_PERCENT, "/a%252fb"),
                arguments(DOT_SEGMENT, "/a/../b"),
                arguments(DOT_SEGMENT, "/a/./b"),
                arguments(DOT_SEGMENT, "/a/.."),
                arguments(DOT_SEGMENT, "/a/."),
                arguments(DOT_SEGMENT, "/../a"),
                arguments(DOT_SEGMENT, "../a"),
                arguments(DOT_SEGMENT, "."),
                arguments(DOT_SEGMENT, "/a/..;jsessionid=1"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e%2e/b"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2E%2e/b"),
                arguments(ENCODED_DOT_SEGMENT, "/a/.%2e/b"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e./b"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e/b"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e%2e"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e"),
                arguments(ENCODED_DOT_SEGMENT, "%2e%2e/a"),
                arguments(ENCODED_DOT_SEGMENT, "/a/%2e%2e;jsessionid=1"),
                arguments(PATH_PARAMETER, "/a;b"),
                arguments(PATH_PARAMETER, "/a;"),
                arguments(PATH_PARAMETER, "/a;b=c/d"),
                arguments(PATH_PARAMETER, "/a/..;/b"),
                arguments(PATH_PARAMETER, "/a;jsessionid=1/b"),
                arguments(PATH_PARAMETER, "/a;jsessionid=1;jsessionid=2"),
                arguments(PATH_PARAMETER, "/a;x;jsessionid=1"),
                arguments(PATH_PARAMETER, "/a;jsessionid=1;x"),
                arguments(PATH_PARAMETER, "/a;jsessionid"),
                arguments(PATH_PARAMETER, "/a;jsessionids=1"),
                arguments(PATH_PARAMETER, "/a;jsession%69d=1"),
                arguments(EMPTY_SEGMENT, "//a"),
                arguments(EMPTY_SEGMENT, "/a//b"),
                arguments(EMPTY_SEGMENT, "/a//"),
                arguments(EMPTY_SEGMENT, "//"),
                arguments(EMPTY_SEGMENT, "http://example.com/a"),
                arguments(MALFORMED_ENCODING, "/a%"),
                arguments(MALFORMED_ENCODING, "/a%2"),
                arguments(MALFORMED_ENCODING, "/a%zz"),
                arguments(MALFORMED_ENCODING, "/a%2z"),
                arguments(MALFORMED_ENCODING, "/a%z2"),
                arguments(MALFORMED_ENCODING, "/a%%41"),
                arguments(MALFORMED_ENCODING, "/a% 41"),
                arguments(MALFORMED_ENCODING, "/a%+1"),
                arguments(MALFORMED_ENCODING, "/a%u002f"),
                arguments(MALFORMED_ENCODING, "/a%\uff12\uff26"),
                // Overlong: a slash, a dot and a NUL in two, three and four octets.
                arguments(MALFORMED_ENCODING, "/a%c0%af"),
                arguments(MALFORMED_ENCODING, "/a%C0%AF"),
                arguments(MALFORMED_ENCODING, "/a%e0%80%af"),
                arguments(MALFORMED_ENCODING, "/a%f0%80%80%af"),
                arguments(MALFORMED_ENCODING, "/%c0%ae%c0%ae/"),
                arguments(MALFORMED_ENCODING, "/a%c0%80"),
                // Truncated, isolated, out of range, surrogate.
                arguments(MALFORMED_ENCODING, "/a%c3"),
                arguments(MALFORMED_ENCODING, "/a%c3/"),
                arguments(MALFORMED_ENCODING, "/a%e2%82"),
                arguments(MALFORMED_ENCODING, "/a%80"),
                arguments(MALFORMED_ENCODING, "/a%bf"),
                arguments(MALFORMED_ENCODING, "/a%ff"),
                arguments(MALFORMED_ENCODING, "/a%fe"),
                arguments(MALFORMED_ENCODING, "/a%f5%80%80%80"),
                arguments(MALFORMED_ENCODING, "/a%ed%a0%80"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ambiguous")
    void rejects(UrlAmbiguity expected, String rawPath) {
        assertThat(UrlReading.firstAmbiguity(rawPath, Set.of())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ambiguous")
    void acceptsAllowedAmbiguity(UrlAmbiguity allowed, String rawPath) {
        assertThat(UrlReading.firstAmbiguity(rawPath, Set.of(allowed))).isNotEqualTo(allowed);
        assertThat(UrlReading.firstAmbiguity(rawPath, EnumSet.allOf(UrlAmbiguity.class)))
                .isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ambiguous")
    void rejectsAmbiguityIfOthersAreAllowed(UrlAmbiguity found, String rawPath) {
        assertThat(UrlReading.firstAmbiguity(rawPath, EnumSet.complementOf(EnumSet.of(found))))
                .isEqualTo(found);
    }

    /** A container may decode before it removes the parameter. */
    @ParameterizedTest(name = "{0} in a session parameter: {1}")
    @CsvSource({
        "ENCODED_SLASH, /a;jsessionid=%2f..%2fb",
        "ENCODED_PERCENT, /a;jsessionid=%252f",
        "BACKSLASH, /a;jsessionid=\\..",
        "BACKSLASH, /a;jsessionid=%5c..",
        "CONTROL_CHARACTER, /a;jsessionid=%00",
        "MALFORMED_ENCODING, /a;jsessionid=%",
        "MALFORMED_ENCODING, /a;jsessionid=%c0%af",
    })
    void scansSessionParameter(UrlAmbiguity expected, String rawPath) {
        assertThat(UrlReading.firstAmbiguity(rawPath, Set.of())).isEqualTo(expected);
        assertThat(UrlReading.firstAmbiguity(rawPath, Set.of(PATH_PARAMETER))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a/b.c/",
                "/a%20b",
                "/%41",
                "/a.%2eb",
                "/%2ehidden",
                "/a%2e",
                "/...",
                "/%2e%2e%2e",
                "/a;jsessionid=0123ABC.node1",
                "/a;jsessionid=",
                "/;jsessionid=1",
                "/a;JSESSIONID=1",
                "/%e2%82%ac",
                "/%E2%82%AC",
                "/\u20ac",
                "/%f0%9f%98%80",
                "/a+b,c=d&e@f:g!h$i'(j)*~",
                "/a%3bb",
                "/a%3fb%23",
                "*",
            })
    void accepts(String rawPath) {
        assertThat(UrlReading.firstAmbiguity(rawPath, Set.of())).isNull();
    }

    @Test
    void reportsFirstForbiddenAmbiguity() {
        String path = "/a;b//c%2fd";

        assertThat(UrlReading.firstAmbiguity(path, Set.of())).isEqualTo(PATH_PARAMETER);
        assertThat(UrlReading.firstAmbiguity(path, Set.of(PATH_PARAMETER))).isEqualTo(EMPTY_SEGMENT);
        assertThat(UrlReading.firstAmbiguity(path, Set.of(PATH_PARAMETER, EMPTY_SEGMENT)))
                .isEqualTo(ENCODED_SLASH);
    }

    @Test
    void parameterDoesNotHideDotSegment() {
        assertThat(UrlReading.firstAmbiguity("/a/%2e%2e;x/b", Set.of(PATH_PARAMETER)))
                .isEqualTo(ENCODED_DOT_SEGMENT);
    }

    @Test
    void allowsPlainAndEncodedDotSegmentsSeparately() {
        assertThat(UrlReading.firstAmbiguity("/a/../%2e%2e/b", Set.of(DOT_SEGMENT)))
                .isEqualTo(ENCODED_DOT_SEGMENT);
        assertThat(UrlReading.firstAmbiguity("/a/../%2e%2e/b", Set.of(ENCODED_DOT_SEGMENT)))
                .isEqualTo(DOT_SEGMENT);
    }

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "/a/b,              /a/b",
        "/a%20b,            /a b",
        "/%61;jsessionid=1, /a",
        "/,                 /",
        "/a.b/..c/d..,      /a.b/..c/d..",
    })
    void plainPathHasOneReading(String rawPath, String reading) {
        assertThat(UrlReading.readings(reading, rawPath)).containsExactly(reading);
    }

    @ParameterizedTest(name = "{0} can be read as {1}")
    @CsvSource({
        "/open/../closed,                 /closed",
        "/open/../closed,                 /open/../closed",
        "/open/%2e%2e/closed,             /closed",
        "/open/x;y/../../closed,          /closed",
        "/open/..;/closed,                /closed",
        "/open/..%3b/closed,              /closed",
        "/closed%3bx,                     /closed",
        "/open/x%2f..%2f..%2fclosed,      /closed",
        "/open/x%252f..%252f..%252fclosed, /closed",
        "/%63losed,                       /closed",
        "/%2563losed,                     /closed",
        "/%252563losed,                   /closed",
        "/open\\..\\closed,               /closed",
        "/open%5c..%5cclosed,             /closed",
        "//closed,                        /closed",
        "//closed,                        //closed",
        "/open//../closed,                /closed",
        "/open//../closed,                /open/closed",
        "/closed;x=y/z,                   /closed/z",
        "/closed;x=y/z,                   /closed;x=y/z",
        "/open/%2e%2e%2fclosed,           /closed",
        "/open/..%5cclosed,               /closed",
        "/closed/open/..,                 /closed/",
        "/closed/.,                       /closed/",
        "/closed%00.html,                 /closed",
        "/clo%0Dsed,                      /closed",
        "/a%2fb,                          /a%2fb",
    })
    void listsReadingsOfAmbiguousPath(String rawPath, String reading) {
        assertThat(UrlReading.readings("/container", rawPath)).contains("/container", reading);
    }

    @Test
    void readsContainerPathFurther() {
        assertThat(UrlReading.readings("/open/../closed", "/elsewhere"))
                .containsExactlyInAnyOrder("/open/../closed", "/elsewhere", "/closed");
    }

    @ParameterizedTest(name = "{0} can be read as {1}")
    @CsvSource({
        "/open/../closed, /closed",
        "//closed,        /closed",
        "/closed;x,       /closed",
        "/%63losed,       /closed",
        "/open\\closed,   /open/closed",
        "/closed%4,       /closed%4",
        "/closed%,        /closed%",
    })
    void readsRawPathOfNonDecodingContainer(String rawPath, String reading) {
        assertThat(UrlReading.readings(rawPath, rawPath)).contains(rawPath, reading);
    }

    @Test
    void returnsNoReadingsIfTooMany() {
        assertThat(UrlReading.readings("/", "/%" + "25".repeat(200) + "41")).isEmpty();
        assertThat(UrlReading.readings("/", "/a/..".repeat(40_000))).contains("/");
    }

    @Test
    void isFastForLongPaths() {
        assertThat(UrlReading.firstAmbiguity("/" + "%e2%82%ac;".repeat(20_000), Set.of(PATH_PARAMETER)))
                .isNull();
        assertThat(UrlReading.decode("/a/..".repeat(40_000))).isEqualTo("/");
        assertThat(UrlReading.firstAmbiguity(";jsessionid=".repeat(20_000), Set.of()))
                .isEqualTo(PATH_PARAMETER);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "'', /",
        "/, /",
        "/a, /a",
        "/a/, /a/",
        "/a/b, /a/b",
        "/a%20b, /a b",
        "/%41, /A",
        "/%e2%82%ac, /€",
        "/€, /€",
        "/a%252fb, /a%2fb",
        "/a+b, /a+b",
        "/a//b, /a/b",
        "//a, /a",
        "/a/./b, /a/b",
        "/a/., /a/",
        "/a/../b, /b",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/../../a, /a",
        "/%2e%2e/a, /a",
        "/a/%2E%2e, /",
        "/a/..;x=y/b, /b",
        "/a/;x=y/b, /a/b",
        "/a;jsessionid=1, /a",
        "/a;x/b;y, /a/b",
        // An encoded slash starts no segment: like in containers, dot segments are resolved first.
        "/a%2fb/.., /",
        "/a%2fb/c, /a/b/c",
        "/..., /...",
    })
    void decodes(String rawPath, String expected) {
        assertThat(UrlReading.decode(rawPath)).isEqualTo(expected);
    }

    @Test
    void decodesControlCharacters() {
        assertThat(UrlReading.decode("/a%00")).isEqualTo("/a\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%2", "/%zz", "/a/%c0%af", "/%ff", "/%c3/a"})
    void doesNotDecodeMalformedEscapes(String rawPath) {
        assertThat(UrlReading.decode(rawPath)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyAmbiguityHasWireName(UrlAmbiguity ambiguity) {
        assertThat(ambiguity.word()).matches("[a-z_]+");
    }

    /** RFC 3986, section 2.3. */
    @Test
    void keepsEscapesOfExactlyTheUnreservedCharacters() {
        String unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        for (char c = 1; c < 0x100; c++) {
            String escaped = "/x%%%02X".formatted((int) c);

            assertThat(UrlReading.withoutNormalization(escaped + "%20"))
                    .isEqualTo(unreserved.indexOf(c) >= 0 ? escaped + " " : null);
        }
    }

    @Test
    void decodesAsFormWithoutSessionParameter() {
        assertThat(UrlReading.decodedAsForm("/a+b%20c;jsessionid=1+2")).isEqualTo("/a b c");
        assertThat(UrlReading.decodedAsForm("/a%20b")).isNull();
    }
}
