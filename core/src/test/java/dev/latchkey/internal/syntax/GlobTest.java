package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the matcher with a slow, obviously correct one: a quoted regular expression. */
@DisplayName("request contract, section 6: wildcards")
class GlobTest {

    private static final int ROUNDS = 50_000;

    private static Pattern reference(String glob, String wildcard, String behind) {
        return Pattern.compile(
                Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(wildcard)) + behind,
                Pattern.DOTALL);
    }

    /** Returns a text of few different characters, so that matches are frequent. */
    private static String text(Random random, String alphabet, int maxLength) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void matchesWholePathsLikeReference(long seed) {
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String glob = text(random, "ab/*", 6);
            String subject = text(random, "ab/", 9);
            boolean expected = reference(glob, ".*", "").matcher(subject).matches();
            assertThat(Glob.of(glob).matches(subject))
                    .as("%s on %s", glob, subject)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(ROUNDS / 50, ROUNDS / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void matchesPathsBelowLikeReference(long seed) {
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String glob = text(random, "ab/*", 6);
            String subject = text(random, "ab/", 9);
            boolean expected = reference(glob, ".*", "(/.*)?").matcher(subject).matches();
            assertThat(Glob.of(glob).matchesAtOrAbove(subject))
                    .as("%s on %s", glob, subject)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(ROUNDS / 50, ROUNDS / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void matchesHostsLikeReference(long seed) {
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String glob = host(random, "ab*");
            String subject = host(random, "ab");
            // A wildcard that is a whole label matches a non-empty label.
            Pattern labels = Pattern.compile(Stream.of(glob.split("\\.", -1))
                    .map(label -> label.equals("*")
                            ? "[^.]+"
                            : reference(label, "[^.]*", "").pattern())
                    .collect(Collectors.joining("\\.")));
            boolean expected = labels.matcher(subject).matches();
            assertThat(Glob.of(glob).matchesWithinLabels(subject))
                    .as("%s on %s", glob, subject)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(ROUNDS / 50, ROUNDS / 2);
    }

    /** Returns labels with at most one wildcard each. */
    private static String host(Random random, String alphabet) {
        return Stream.generate(() -> text(random, alphabet, 3))
                .filter(label -> label.indexOf('*') == label.lastIndexOf('*'))
                .limit(1 + random.nextInt(3))
                .collect(Collectors.joining("."));
    }

    /** A backtracking matcher would never finish. */
    @Test
    void isFastForLongInput() {
        String pathological = "/a*".repeat(50) + "/b";
        String path = "/a".repeat(50_000);

        assertThat(Glob.of(pathological).matches(path)).isFalse();
        assertThat(Glob.of(pathological).matchesAtOrAbove(path)).isFalse();
        assertThat(Glob.of(pathological).matchesAtOrAbove(path + "/b/c")).isTrue();
        assertThat(Glob.of("/a*".repeat(1_000)).matches("/" + "a".repeat(100_000)))
                .isFalse();
        assertThat(Glob.of("*" + "a".repeat(50) + "b").matches("a".repeat(100_000)))
                .isFalse();
        assertThat(Glob.of("*a".repeat(30) + "*b").matchesAtOrAbove("a".repeat(100_000)))
                .isFalse();
        assertThat(Glob.of("a*.".repeat(60) + "b").matchesWithinLabels("a.".repeat(50_000) + "b"))
                .isFalse();
    }

    @Test
    void knowsItsLiteralParts() {
        Glob glob = Glob.of("/foo*/bar*");

        assertThat(glob.hasWildcard()).isTrue();
        assertThat(glob.literalLength()).isEqualTo(8);
        assertThat(glob.literalPrefix()).isEqualTo("/foo");
        assertThat(glob.isEmpty()).isFalse();
        assertThat(Glob.of("").isEmpty()).isTrue();
        assertThat(Glob.of("/foo").hasWildcard()).isFalse();
        assertThat(glob).hasToString("/foo*/bar*");
    }
}
