package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.micrometer.TracingListener;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Decisions in the traces of an app with OpenTelemetry. */
final class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Pattern TEXT = Pattern.compile("(?m)^```text\\n(?s:(.*?))^```$");
    private static final List<String> TRACE_PARENT = List.of("traceparent", "00-" + TRACE + "-" + CALLER + "-01");

    @TempDir
    private Path directory;

    private RunningApp start() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [{"name": "app", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile()));
        return RunningApp.start(
                TracedApp.class, "latchkey.configuration=" + file, "management.tracing.sampling.probability=1.0");
    }

    /** Returns the spans of the filters, once this many of them have ended; a response may arrive before that. */
    private static List<SpanData> spans(RunningApp app, int count) {
        Spans spans = app.context().getBean(Spans.class);
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (spans.ofFilters().size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(spans.ofFilters()).hasSize(count);
        return spans.ofFilters();
    }

    /** Writes spans as lines, each below its parent. */
    private static String tree(List<SpanData> spans, String parent, String indent) {
        return spans.stream()
                .filter(each -> each.getParentSpanId().equals(parent))
                .map(each -> indent + each.getName() + attributes(each) + "\n"
                        + tree(spans, each.getSpanId(), indent + "  "))
                .collect(Collectors.joining());
    }

    private static String attributes(SpanData span) {
        return Stream.of("outcome", "reason", "application", "reference")
                .map(name -> AttributeKey.stringKey("latchkey." + name))
                .filter(key -> span.getAttributes().get(key) != null)
                .map(key -> " " + key + "=" + span.getAttributes().get(key))
                .collect(Collectors.joining());
    }

    @Test
    void tracesShowDecisions() throws Exception {
        try (RunningApp app = start()) {
            app.get("/whoami", Credentials.A);
            List<SpanData> admitted = spans(app, 2);
            String reference = new ObjectMapper()
                    .readTree(app.get("/whoami").body())
                    .path("reference")
                    .textValue();
            List<SpanData> all = spans(app, 3);

            String tree = tree(admitted, SpanId.getInvalid(), "")
                    + tree(all.subList(2, 3), SpanId.getInvalid(), "").replace(reference, "3f9a61d2c40be758");
            assertThat(DocumentationTest.blocks(TEXT, "docs/metrics.md"))
                    .extracting(block -> block.replaceAll(" \\\\\n *", " "))
                    .contains(tree);
            assertThat(all)
                    .extracting(SpanData::getAttributes)
                    .asString()
                    .doesNotContain(Credentials.A.clientId(), Credentials.A.secret());
        }
    }

    @Test
    void continuesTraceOfClient() throws Exception {
        try (RunningApp app = start()) {
            app.send("GET", "/whoami", TRACE_PARENT);
            List<String> admitted = new ArrayList<>(TRACE_PARENT);
            admitted.addAll(Credentials.A.headers());
            app.send("GET", "/whoami", admitted);

            assertThat(spans(app, 3))
                    .allSatisfy(each -> {
                        assertThat(each.getTraceId()).isEqualTo(TRACE);
                        assertThat(each.getParentSpanId()).isEqualTo(CALLER);
                        assertThat(each.getKind()).isEqualTo(SpanKind.SERVER);
                    })
                    .extracting(SpanData::getName)
                    .containsExactlyInAnyOrder("latchkey", "latchkey", "http get /whoami");
        }
    }

    @Test
    void isOffWithoutTracer() {
        new WebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(LatchkeyAutoConfiguration.class, LatchkeyTracingAutoConfiguration.class))
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withPropertyValues("latchkey.client-id=a", "latchkey.client-secret-digest=" + Credentials.A.digest())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TracingListener.class)
                        .doesNotHaveBean("latchkeyTraceFilter"));
    }

    /** Keeps the spans that have ended. */
    static final class Spans implements SpanProcessor {

        private final List<SpanData> ended = new CopyOnWriteArrayList<>();

        /** Returns the spans of Latchkey and of Spring's own filter, the first one first. */
        List<SpanData> ofFilters() {
            return ended.stream()
                    .filter(each -> each.getName().startsWith("latchkey")
                            || each.getName().startsWith("http "))
                    .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                    .toList();
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    /** An app that keeps its spans. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class TracedApp {

        @Bean
        Spans spans() {
            return new Spans();
        }
    }
}
