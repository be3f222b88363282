package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 6: patterns")
class ApplicationPatternTest {

    private static boolean covers(String pattern, String host, String path) {
        ApplicationPattern parsed = ApplicationPattern.parse(pattern);
        return parsed.coversHost(ApplicationPattern.normalizeHost(host)) && parsed.coversPath(path);
    }

    @ParameterizedTest(name = "{0} covers {1}{2}: {3}")
    @CsvSource({
        // A host alone, and with "/*".
        "example.com, example.com, /, true",
        "example.com, example.com, /a/b, true",
        "example.com, example.com, '', true",
        "example.com/, example.com, /a, true",
        "example.com/*, example.com, /, true",
        "example.com/*, example.com, /a/b, true",
        "example.com/*, example.com, '', true",
        "example.com, www.example.com, /, false",
        "example.com, example.com.evil.org, /, false",
        "example.com, notexample.com, /, false",
        "example.com, com, /, false",
        // Case and the trailing dot.
        "example.com, EXAMPLE.com, /, true",
        "EXAMPLE.com, example.COM, /, true",
        "example.com, example.com., /, true",
        "example.com., example.com, /, true",
        "example.com, example.com.., /, false",
        "example.com/Alpha, example.com, /alpha, false",
        "example.com/Alpha, example.com, /Alpha, true",
        // A wildcard label.
        "*.example.com, a.example.com, /, true",
        "*.example.com, example.com, /, false",
        "*.example.com, .example.com, /, false",
        "*.example.com, a.b.example.com, /, false",
        "*.example.com, a.example.com., /, true",
        "*.example.com, a.example.org, /, false",
        "*.*.example.com, a.b.example.com, /, true",
        "*.*.example.com, b.example.com, /, false",
        "a.*.com, a.x.com, /, true",
        "a.*.com, a.x.y.com, /, false",
        "a.*, a.com, /, true",
        "a.*, a, /, false",
        // A wildcard as a part of a label.
        "*test.example.com, test.example.com, /, true",
        "*test.example.com, alphatest.example.com, /, true",
        "*test.example.com, a.test.example.com, /, false",
        "*test.example.com, tests.example.com, /, false",
        "test*.example.com, test.example.com, /, true",
        "test*.example.com, test1.example.com, /, true",
        "te*st.example.com, test.example.com, /, true",
        "te*st.example.com, te-x-st.example.com, /, true",
        "te*st.example.com, te.st.example.com, /, false",
        "te*et.example.com, tet.example.com, /, false",
        // Any host.
        "*, example.com, /, true",
        "*, a.b.c.d, /x, true",
        "*, '', /, true",
        "*/*, example.com, /, true",
        "*/api, a.b.c, /api/x, true",
        "*/api, a.b.c, /x, false",
        // A path and all below it, at a segment's border.
        "example.com/alpha, example.com, /alpha, true",
        "example.com/alpha, example.com, /alpha/, true",
        "example.com/alpha, example.com, /alpha/x, true",
        "example.com/alpha, example.com, /alphabet, false",
        "example.com/alpha, example.com, /alpha.html, false",
        "example.com/alpha, example.com, /Alpha, false",
        "example.com/alpha, example.com, /beta/alpha, false",
        "example.com/alpha, example.com, /, false",
        "example.com/alpha, example.com, '', false",
        "example.com/alpha/, example.com, /alpha, true",
        "example.com/alpha/beta, example.com, /alpha/beta/x, true",
        "example.com/alpha/beta, example.com, /alpha, false",
        // Below alone.
        "example.com/alpha/*, example.com, /alpha, false",
        "example.com/alpha/*, example.com, /alpha/x, true",
        "example.com/alpha/*, example.com, /alpha/x/y, true",
        "example.com/alpha/*, example.com, /alphabet, false",
        // A wildcard in the middle crosses segments.
        "example.com/foo*/bar, example.com, /foo/bar, true",
        "example.com/foo*/bar, example.com, /food/stuff/bar, true",
        "example.com/foo*/bar, example.com, /foo/x/bar/below, true",
        "example.com/foo*/bar, example.com, /foo/bart, false",
        "example.com/foo*/bar, example.com, /foo/bart/bar, true",
        "example.com/foo*/bar, example.com, /foobar, false",
        "example.com/foo*/bar, example.com, /fo/bar, false",
        "example.com/foo*/bar, example.com, /foo, false",
        "example.com/*/bar, example.com, /x/bar, true",
        "example.com/*/bar, example.com, /x/y/bar, true",
        "example.com/*/bar, example.com, /bar, false",
        "example.com/a*, example.com, /a, true",
        "example.com/a*, example.com, /abc/d, true",
        "example.com/a*, example.com, /b, false",
        "example.com/*.html, example.com, /x/y.html, true",
        "example.com/*.html, example.com, /y.html/z, true",
        "example.com/*.html, example.com, /y.htmlx, false",
        "example.com/a*c/b*d, example.com, /axc/byd, true",
        "example.com/a*c/b*d, example.com, /ac/bd, true",
        "example.com/a*c/b*d, example.com, /axc/by, false",
        "example.com/ab*ba, example.com, /aba, false",
        "example.com/ab*ba, example.com, /abba, true",
        "example.com/a b, example.com, /a b, true",
        "example.com/é, example.com, /é, true",
        // IPv6, with and without brackets.
        "[::1], ::1, /, true",
        "[::1], [::1], /, true",
        "'[2001:DB8::1]/a', '[2001:db8::1]', /a, true",
        "[::1], ::2, /, false",
        "192.0.2.1, 192.0.2.1, /, true",
        "192.0.2.*, 192.0.2.77, /, true",
    })
    void covers(String pattern, String host, String path, boolean expected) {
        assertThat(covers(pattern, host, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/alpha",
                ".",
                "https://example.com",
                "https://example.com/alpha",
                "example.com:443",
                "example.com:443/alpha",
                "*:8080",
                "[::1]:8080",
                "example.com/a?b=c",
                "example.com?b",
                "example.com/a#b",
                "example.com#b",
                "example..com",
                ".example.com",
                "example.com..",
                "**",
                "**.example.com",
                "*a*.example.com",
                "example.com/**",
                "example.com/a*b*c",
                "example.com/x/*a*/y",
                "example.com//a",
                "example.com/a//",
                "example.com/./a",
                "example.com/a/..",
                "example.com/a;b",
                "example.com/a\\b",
                "example.com/a\nb",
                "example.com/a\u0000",
                "exa mple.com",
                "example.com /a",
                "exämple.com",
                "user@example.com",
                "example.com,example.org",
                "[::1",
                "[zz]",
            })
    void refuses(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApplicationPattern.parse(pattern))
                .withMessageStartingWith("must ");
    }

    @Test
    void aLabelHas63CharactersAtMost() {
        assertThat(ApplicationPattern.parse("a".repeat(63) + ".com")).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> ApplicationPattern.parse("a".repeat(64) + ".com"));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com/*",
        "example.com, example.com/",
        "example.com, EXAMPLE.com.",
        "example.com/a, Example.com/a/",
        "*, */*",
    })
    void twoSpellingsAreOnePattern(String one, String other) {
        assertThat(ApplicationPattern.parse(one))
                .isEqualTo(ApplicationPattern.parse(other))
                .hasSameHashCodeAs(ApplicationPattern.parse(other))
                .hasToString(ApplicationPattern.parse(other).toString());
    }

    @ParameterizedTest
    @CsvSource({"example.com/a, example.com/A", "example.com/a, example.com/a/*", "example.com, *.example.com"})
    void othersAreNot(String one, String other) {
        assertThat(ApplicationPattern.parse(one)).isNotEqualTo(ApplicationPattern.parse(other));
    }

    @Test
    void theMostSpecificComesFirst() {
        List<ApplicationPattern> inOrder = Stream.of(
                        // An exact host before one with a wildcard, and then the longer literal path ...
                        "example.com/alpha/beta/gamma",
                        "example.com/alpha/beta",
                        // ... of two that are equally long the one with no wildcard ...
                        "example.com/alpha/bet",
                        "example.com/alpha/be*t",
                        "example.com/alpha",
                        "example.com/a*",
                        "example.com",
                        // ... and wildcard hosts in the same way, the longer literal host first.
                        "*.example.com/alpha/beta",
                        "*/alpha/beta",
                        "*.example.com/alpha",
                        "*.example.com",
                        "*.com",
                        "*")
                .map(ApplicationPattern::parse)
                .toList();

        for (int seed = 0; seed < 50; seed++) {
            List<ApplicationPattern> shuffled = new ArrayList<>(inOrder);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(ApplicationPattern.MOST_SPECIFIC_FIRST);
            assertThat(shuffled).isEqualTo(inOrder);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, false",
        "example.com/, false",
        "example.com/*, false",
        "*, false",
        "example.com/a, true",
        "example.com/a/*, true",
        "*/a, true",
    })
    void namesAPath(String pattern, boolean expected) {
        assertThat(ApplicationPattern.parse(pattern).namesPath()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com/two%20words", "example.com/%2e", "example.com/a%2Fb"})
    void refusesAPathThatIsNotWrittenDecoded(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApplicationPattern.parse(pattern))
                .withMessageContaining("decoded");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, /",
        "example.com/*, /",
        "example.com/alpha, /alpha",
        "example.com/alpha/, /alpha",
        "example.com/alpha/*, /alpha",
        "example.com/alpha/beta, /alpha/beta",
        "example.com/alpha*, /",
        "example.com/alpha/b*, /alpha",
        "example.com/foo*/bar, /",
        "example.com/a/b*c/d, /a",
        "example.com/two words/größe, /two%20words/gr%C3%B6%C3%9Fe",
        // Two characters that look like one stay two, as in the URL.
        "example.com/cafe\u0301, /cafe%CC%81",
    })
    void givesTheCookieThePathThatAllItCoversHave(String pattern, String expected) {
        assertThat(ApplicationPattern.parse(pattern).cookiePath()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com",
        "., .",
        "::1, [::1]",
        "[::1], [::1]",
        "2001:DB8::A, [2001:db8::a]",
        "'', ''",
    })
    void normalizesHosts(String host, String expected) {
        assertThat(ApplicationPattern.normalizeHost(host)).isEqualTo(expected);
    }

    @Test
    void normalizingTwiceChangesNothing() {
        for (String host : List.of("Example.COM.", "::1", "[::1]", "a", "", ".")) {
            String once = ApplicationPattern.normalizeHost(host);
            assertThat(ApplicationPattern.normalizeHost(once)).isEqualTo(once);
        }
    }
}
