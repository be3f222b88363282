package dev.latchkey.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions in the current observation. */
final class TracingListenerTest {

    private final ObservationRegistry observations = ObservationRegistry.create();
    private final InMemoryStore store = new InMemoryStore();
    private final IssuedServiceToken token = store.issue("ci");
    private AccessGate traced;

    @BeforeEach
    void protect() {
        store.update(before -> before.with(Application.named("api")
                .domain("api.example.com")
                .anyValidServiceToken(true)
                .build()));
        // Without a handler, a registry observes nothing.
        observations.observationConfig().observationHandler(context -> true);
        AccessGate gate = AccessGate.builder()
                .store(store)
                .eventListener(new TracingListener(observations))
                .build();
        traced = gate;
    }

    @AfterEach
    void close() {
        traced.close();
    }

    private PlainRequest pair() {
        return PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", token.clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal());
    }

    private Observation.Context observe(PlainRequest request) {
        Observation observation = Observation.createNotStarted("request", observations);
        observation.observe(() -> traced.decide(request));
        return observation.getContext();
    }

    @Test
    void addsDecisionThatAdmits() {
        assertThat(observe(pair()).getHighCardinalityKeyValues())
                .containsExactlyInAnyOrder(
                        KeyValue.of("latchkey.outcome", "let_in"),
                        KeyValue.of("latchkey.reason", "policy"),
                        KeyValue.of("latchkey.application", "api"));
    }

    @Test
    void addsReferenceOfDenial() {
        Observation.Context context = observe(PlainRequest.get("https://other.example.com/"));

        assertThat(context.getHighCardinalityKeyValues())
                .extracting(KeyValue::getKey)
                .containsExactlyInAnyOrder("latchkey.outcome", "latchkey.reason", "latchkey.reference");
        assertThat(context.getHighCardinalityKeyValue("latchkey.reference").getValue())
                .matches("[0-9a-f]{16}");
    }

    /** Tags of a metric must be the same on each request, and few. */
    @Test
    void addsNothingToMetrics() {
        assertThat(observe(pair()).getLowCardinalityKeyValues()).isEmpty();
    }

    @Test
    void doesNothingWithoutObservation() {
        traced.decide(pair());

        assertThat(observations.getCurrentObservation()).isNull();
    }

    @Test
    void pageHasSnippetOfThisTest() throws Exception {
        String source = Files.readString(Path.of("src/test/java/dev/latchkey/micrometer/TracingListenerTest.java"));
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        String snippet = page.substring(page.indexOf("AccessGate gate", page.indexOf("## Traces")));

        assertThat(source.replaceAll("(?m)^        ", "")).contains(snippet.substring(0, snippet.indexOf("```")));
    }
}
