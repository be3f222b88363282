package dev.latchkey.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 6: which application covers a URL")
class ApplicationIndexTest {

    private static final List<String> PATTERNS = List.of(
            "example.com",
            "example.com/alpha",
            "example.com/alpha/*",
            "example.com/alpha/beta",
            "example.com/alpha/b*a",
            "*.example.com",
            "*.example.com/alpha",
            "*test.example.com",
            "only.example.org/path",
            "*/everywhere/and/nowhere");

    /** Returns an index with one application per pattern, named after it. */
    private static ApplicationIndex<String> index(List<String> patterns) {
        Map<Application, String> applications = new LinkedHashMap<>();
        for (String pattern : patterns) {
            applications.put(Application.named(pattern).domain(pattern).build(), pattern);
        }
        return ApplicationIndex.of(applications);
    }

    @ParameterizedTest(name = "{0}{1} is covered by {2}")
    @CsvSource({
        "example.com, /, example.com",
        "example.com, /alphabet, example.com",
        "example.com, /alpha, example.com/alpha",
        "example.com, /alpha/x, example.com/alpha/*",
        "example.com, /alpha/beta, example.com/alpha/beta",
        "example.com, /alpha/beta/x, example.com/alpha/beta",
        "example.com, /alpha/ba, example.com/alpha/b*a",
        // An exact host wins over a wildcard host with any path.
        "example.com, /everywhere/and/nowhere, example.com",
        "a.example.com, /, *.example.com",
        "a.example.com, /alpha, *.example.com/alpha",
        "test.example.com, /, *test.example.com",
        // A longer literal path wins over a longer literal host.
        "test.example.com, /alpha, *.example.com/alpha",
        "a.b.example.com, /, ",
        "only.example.org, /path, only.example.org/path",
        "only.example.org, /, ",
        // A wildcard host covers paths that the exact host does not.
        "only.example.org, /everywhere/and/nowhere, */everywhere/and/nowhere",
        "other.net, /everywhere/and/nowhere/x, */everywhere/and/nowhere",
        "other.net, /everywhere, ",
    })
    void mostSpecificPatternWins(String host, String path, String expected) {
        for (int seed = 0; seed < 20; seed++) {
            List<String> shuffled = new ArrayList<>(PATTERNS);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(index(shuffled).at(host).find(path)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, true, true",
        "a.example.com, true, true",
        "only.example.org, true, true",
        // Through the pattern for any host.
        "other.net, true, true",
    })
    void knowsHostsWithPaths(String host, boolean namesPath, boolean coversHost) {
        assertThat(index(PATTERNS).at(host).namesPath()).isEqualTo(namesPath);
        assertThat(index(PATTERNS).at(host).coversHost()).isEqualTo(coversHost);
    }

    @Test
    void pathsOfOneHostDoNotAffectAnother() {
        ApplicationIndex<String> index = index(List.of("a.com/path", "b.com", "*.c.com/path", "d.com/*"));

        assertThat(index.at("a.com").namesPath()).isTrue();
        assertThat(index.at("b.com").namesPath()).isFalse();
        assertThat(index.at("x.c.com").namesPath()).isTrue();
        assertThat(index.at("c.com").namesPath()).isFalse();
        assertThat(index.at("d.com").namesPath()).isFalse();
        assertThat(index.at("b.com").coversHost()).isTrue();
        assertThat(index.at("x.c.com").coversHost()).isTrue();
        assertThat(index.at("c.com").coversHost()).isFalse();
        assertThat(index.at("b.com").find("")).isEqualTo("b.com");
    }

    @Test
    void acceptsSeveralPatterns() {
        Application application = Application.named("jobs")
                .domain("a.com/jobs")
                .domain("b.com")
                .domain("b.com/*")
                .build();
        ApplicationIndex<String> index = ApplicationIndex.of(Map.of(application, "jobs"));

        assertThat(index.at("a.com").find("/jobs/1")).isEqualTo("jobs");
        assertThat(index.at("a.com").find("/")).isNull();
        assertThat(index.at("b.com").find("/")).isEqualTo("jobs");
    }

    @ParameterizedTest
    @CsvSource({"example.com/a, Example.com/a/", "example.com, example.com/*", "*, */*", "*.a.com/x, *.A.com/x"})
    void reportsBothApplicationsOfDuplicatePattern(String one, String other) {
        Map<Application, String> applications = new LinkedHashMap<>();
        applications.put(Application.named("first").domain("z.com").domain(one).build(), "1");
        applications.put(Application.named("second").domain(other).build(), "2");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ApplicationIndex.of(applications))
                .satisfies(e -> assertThat(e.faults()).singleElement().satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/applications/1/domain");
                    assertThat(fault.message())
                            .contains("first", "second")
                            .contains(ApplicationPattern.parse(one).toString());
                }));
    }

    @Test
    void reportsEveryClash() {
        assertThat(ApplicationIndex.checkPatterns(List.of(
                                Application.named("a")
                                        .domain("x.com")
                                        .domain("y.com")
                                        .build(),
                                Application.named("b").domain("x.com").build(),
                                Application.named("c").domain("y.com").build()))
                        .asList())
                .extracting(Fault::pointer)
                .containsExactly("/applications/1/domain", "/applications/2/domain");
    }

    @Test
    void emptyIndexCoversNothing() {
        ApplicationIndex<String> index = index(List.of());

        assertThat(index.at("example.com").find("/")).isNull();
        assertThat(index.at("example.com").namesPath()).isFalse();
        assertThat(index.at("example.com").coversHost()).isFalse();
    }

    /** The rule in its plainest form: of the patterns in their order, the first one that covers the URL. */
    private static String expected(List<ApplicationPattern> sorted, String host, String path) {
        return sorted.stream()
                .filter(pattern -> pattern.coversHost(host) && pattern.coversPath(path))
                .map(ApplicationPattern::toString)
                .findFirst()
                .orElse(null);
    }

    private static String some(Random random, List<String> parts, int least, int most, String separator) {
        int count = least + random.nextInt(most - least + 1);
        return random.ints(count, 0, parts.size()).mapToObj(parts::get).collect(Collectors.joining(separator));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 20, 200})
    void findsWhatALinearSearchFinds(int count) {
        Random random = new Random(count);
        List<String> labels = List.of("a", "b", "ab", "a*", "*b", "*", "ba", "aba");
        List<String> names = List.of("a", "b", "ab", "ba", "aba", "bab");
        List<String> segments = List.of("a", "b", "ab", "a*", "*b", "*", "aa");
        for (int round = 0; round < 1 + 500 / count; round++) {
            Set<String> texts = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                String path = some(random, segments, 0, 3, "/");
                texts.add(ApplicationPattern.parse(some(random, labels, 1, 3, ".") + (path.isEmpty() ? "" : "/" + path))
                        .toString());
            }
            ApplicationIndex<String> index = index(List.copyOf(texts));
            List<ApplicationPattern> sorted = texts.stream()
                    .map(ApplicationPattern::parse)
                    .sorted(ApplicationPattern.MOST_SPECIFIC_FIRST)
                    .toList();
            for (int i = 0; i < 100; i++) {
                String host = some(random, names, 1, 3, ".");
                String path = "/" + some(random, names, 0, 4, "/");
                List<ApplicationPattern> covering =
                        sorted.stream().filter(each -> each.coversHost(host)).toList();

                assertThat(index.at(host).find(path))
                        .as("%s%s among %s", host, path, sorted)
                        .isEqualTo(expected(sorted, host, path));
                assertThat(index.at(host).coversHost()).isEqualTo(!covering.isEmpty());
                assertThat(index.at(host).namesPath())
                        .isEqualTo(covering.stream().anyMatch(ApplicationPattern::namesPath));
            }
        }
    }
}
