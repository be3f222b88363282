package dev.latchkey.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.event.AccessEvent.ProtectionWeakened.Weakness;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LatchkeyMetricsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemoryStore store = new InMemoryStore();
    private final IssuedServiceToken token = store.issue("ci");

    private AccessGate gate(LatchkeyMetrics metrics) {
        store.update(document -> document.with(Application.named("api")
                .domain("api.example.com")
                .anyValidServiceToken(true)
                .build()));
        return AccessGate.builder()
                .store(store)
                .clock(() -> NOW)
                .background(Runnable::run)
                .meter(metrics)
                .build();
    }

    private PlainRequest pair() {
        return PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", token.clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal());
    }

    private double decisions(String... tags) {
        return registry.get("latchkey.decisions").tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void countsDecisionsOfGate() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry);
                AccessGate gate = gate(metrics)) {
            gate.decide(pair());
            gate.decide(pair());
            gate.decide(PlainRequest.get("https://api.example.com/"));
            gate.decide(PlainRequest.get("https://other.example.com/"));

            assertThat(decisions("outcome", "let_in", "reason", "policy", "application", "api", "presentation", "pair"))
                    .isEqualTo(2);
            assertThat(decisions("outcome", "unauthenticated", "reason", "nothing_presented", "presentation", "none"))
                    .isEqualTo(1);
            assertThat(decisions("outcome", "forbidden", "application", "none")).isEqualTo(1);
            assertThat(decisions()).isEqualTo(4);
        }
    }

    @Test
    void showsStateOfGate() {
        InstantSource later = () -> NOW.plus(Duration.ofMinutes(5));
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry, List.of(), later);
                AccessGate gate = gate(metrics)) {
            gate.decide(pair());
            gate.decide(pair());

            assertThat(registry.get("latchkey.store.age").gauge().value()).isZero();
            assertThat(registry.get("latchkey.signing.key.age").gauge().value()).isEqualTo(300);
            assertThat(registry.get("latchkey.service.tokens.expiring").gauge().value())
                    .isNaN();
            assertThat(registry.get("latchkey.cache.size")
                            .tag("cache", "minted")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            for (String result : List.of("hit", "miss")) {
                assertThat(registry.get("latchkey.cache.gets")
                                .tags("cache", "minted", "result", result)
                                .functionCounter()
                                .count())
                        .as(result)
                        .isEqualTo(1);
            }
            assertThat(registry.get("latchkey.signing.key.rotations").counter().count())
                    .isEqualTo(1);
        }
    }

    /** An alert on an increase does not see a counter that appears with 1. */
    @Test
    void countsWeakeningsFromZero() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry);
                AccessGate gate = gate(metrics)) {
            assertThat(gate).isNotNull();
            for (Weakness weakness : Weakness.values()) {
                assertThat(registry.get("latchkey.protection.weakened")
                                .tag("weakness", weakness.word())
                                .counter()
                                .count())
                        .isZero();
            }
        }
    }

    @Test
    void countsChangesByKind() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry)) {
            Administration administration =
                    Administration.builder(store).eventListener(metrics).build();

            administration.serviceTokens().create("one", null);
            administration.serviceTokens().create("two", null);

            assertThat(registry.get("latchkey.changes")
                            .tags("subject", "service_token", "action", "created")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void recordsSampledDurations() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry)) {
            metrics.onSampledDuration(1_000);
            metrics.onSampledDuration(3_000);

            assertThat(registry.get("latchkey.decision.duration")
                            .timer()
                            .mean(java.util.concurrent.TimeUnit.NANOSECONDS))
                    .isEqualTo(2_000);
        }
    }

    @Test
    void boundsNumberOfApplications() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry)) {
            for (int i = 0; i < 150; i++) {
                metrics.onDecision(Outcome.LET_IN, Reason.POLICY, "app " + i, Presentation.PAIR);
            }

            assertThat(registry.get("latchkey.decisions").counters()).hasSize(101);
            assertThat(decisions("application", "app 99")).isEqualTo(1);
            assertThat(decisions("application", "other")).isEqualTo(50);
        }
    }

    @Test
    void losesNoDecisionOfConcurrentThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry)) {
            List<Future<?>> running = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            metrics.onDecision(Outcome.LET_IN, Reason.POLICY, "app " + i % 10, Presentation.PAIR);
                        }
                    }))
                    .toList();
            for (Future<?> each : running) {
                each.get();
            }

            assertThat(decisions()).isEqualTo(40_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void carriesTagsOnEachMetric() {
        try (LatchkeyMetrics metrics = new LatchkeyMetrics(registry, Tags.of("gate", "orders"));
                AccessGate gate = gate(metrics)) {
            gate.decide(pair());

            assertThat(registry.getMeters())
                    .hasSizeGreaterThan(8)
                    .allMatch(meter -> "orders".equals(meter.getId().getTag("gate")));
        }
    }

    @Test
    void leavesNothingBehindWhenClosed() {
        registry.counter("foreign");
        LatchkeyMetrics metrics = new LatchkeyMetrics(registry);
        AccessGate gate = gate(metrics);
        gate.decide(pair());

        gate.close();
        metrics.close();
        gate.decide(PlainRequest.get("https://api.example.com/"));

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .containsExactly("foreign");
    }
}
