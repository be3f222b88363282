package dev.latchkey.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.AccessGate;
import dev.latchkey.admin.Administration;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.store.memory.InMemoryStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page and the dashboard name the metrics that exist. */
final class MetricsPageTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(latchkey\\.[\\w.]+)` \\| `(\\w+)` \\| ([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern SAMPLE = Pattern.compile("^(latchkey_\\w+)", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("\\blatchkey_\\w+");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InMemoryStore store = new InMemoryStore();
    private AccessGate running;

    @BeforeEach
    void causeEverything() {
        // The snippet of the page.
        LatchkeyMetrics metrics = new LatchkeyMetrics(registry);
        AccessGate gate = AccessGate.builder().store(store).meter(metrics).build();
        Administration administration =
                Administration.builder(store).eventListener(metrics).build();

        running = gate;
        administration.serviceTokens().create("ci", null);
        Instant now = Instant.now();
        metrics.onDecision(Outcome.LET_IN, Reason.POLICY, "api", Presentation.PAIR);
        metrics.onSampledDuration(1);
        metrics.onEvent(new AccessEvent.ProtectionWeakened(
                now, "ops", AccessEvent.ProtectionWeakened.Weakness.STRICT_MODE_OFF, null, null));
        metrics.onEvent(new AccessEvent.KeysRotated(now, "kid"));
        metrics.onEvent(new AccessEvent.SessionRevoked(now, "ci.access", "aud"));
        metrics.onEvent(new AccessEvent.ExpiryNotice(now, new UUID(0, 1), "ci.access", "ci", now));
    }

    @AfterEach
    void close() {
        running.close();
    }

    private static String page() throws Exception {
        return Files.readString(DOCS.resolve("metrics.md"));
    }

    @Test
    void pageListsEveryMetricWithItsTags() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        ROW.matcher(page()).results().forEach(row -> documented.put(row.group(1), words(row.group(3))));
        Map<String, Set<String>> existing = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            existing.put(
                    meter.getId().getName(),
                    meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new)));
        }

        assertThat(documented).isEqualTo(existing);
    }

    private static Set<String> words(String cell) {
        return Pattern.compile("`(\\w+)`")
                .matcher(cell)
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void pageHasNamesInPrometheus() throws Exception {
        Set<String> samples = samples();
        List<String> documented =
                ROW.matcher(page()).results().map(row -> row.group(2)).toList();

        assertThat(documented).isNotEmpty().allMatch(name -> samples.contains(name) || samples.contains(name + "_sum"));
        assertThat(NAME.matcher(page()).results().map(MatchResult::group))
                .allMatch(name -> samples.contains(name) || samples.contains(name + "_sum"));
    }

    private Set<String> samples() {
        return SAMPLE.matcher(registry.scrape())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void dashboardQueriesExistingMetricsAndTags() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCS.resolve("grafana-dashboard.json").toFile());
        Set<String> samples = samples();
        Set<String> tags = registry.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getKey)
                .collect(Collectors.toSet());

        assertThat(dashboard.path("title").textValue()).isEqualTo("Latchkey");
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(8);
        Set<String> used = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(panel.path("targets"))
                    .as(panel.path("title").textValue())
                    .isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                String query = target.path("expr").textValue();
                List<String> names =
                        NAME.matcher(query).results().map(MatchResult::group).toList();
                assertThat(names).as(query).isNotEmpty();
                assertThat(samples).as(query).containsAll(names);
                used.addAll(names);
                Matcher labels =
                        Pattern.compile("by \\(([\\w, ]+)\\)|[{,](\\w+)=").matcher(query);
                while (labels.find()) {
                    String found = labels.group(1) == null ? labels.group(2) : labels.group(1);
                    assertThat(tags).as(query).contains(found.split(", "));
                }
            }
        }
        assertThat(used).as("every metric has a panel").containsAll(samples);
    }

    @Test
    void snippetIsThatOfThisTest() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/latchkey/micrometer/MetricsPageTest.java"));
        Matcher snippet = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page());

        assertThat(snippet.find()).isTrue();
        assertThat(source.replaceAll("(?m)^        ", "")).contains(snippet.group(1));
    }
}
