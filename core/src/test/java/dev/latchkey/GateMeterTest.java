package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.maintenance.ManualScheduler;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The figures of a gate")
final class GateMeterTest {

    /** Keeps what it is told. */
    private static final class Meter implements AccessMeter {

        private final List<String> decisions = new ArrayList<>();
        private final List<AccessEvent> events = new ArrayList<>();
        private final List<Long> durations = new ArrayList<>();
        private @Nullable AccessGate gate;

        @Override
        public void start(AccessGate started) {
            gate = started;
        }

        @Override
        public void onDecision(
                Outcome outcome, Reason reason, @Nullable String application, @Nullable Presentation presentedAs) {
            decisions.add(outcome + " " + reason + " " + application + " " + presentedAs);
        }

        @Override
        public void onSampledDuration(long nanos) {
            durations.add(nanos);
        }

        @Override
        public void onEvent(AccessEvent event) {
            events.add(event);
        }
    }

    @RegisterExtension
    private final GateFixture fixture = new GateFixture();

    private final Meter meter = new Meter();
    private final ManualScheduler delays = new ManualScheduler();

    private AccessGate.Builder builder() {
        return fixture.builder().background(Runnable::run).delays(delays).meter(meter);
    }

    @Test
    void countsEachDecisionOnceWithItsWords() {
        fixture.protect(
                jobs().policy(ANY_TOKEN).optionsPreflightBypass(true),
                Application.named("open")
                        .domain("open.example.com")
                        .policy(GateFixture.policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));
        fixture.use(builder());

        String session = fixture.letIn(fixture.pair()).applicationToken();
        fixture.letIn(GateFixture.cookie(session));
        fixture.decide(request());
        fixture.decide(request().header("CF-Access-Client-Id", fixture.token().clientId()));
        fixture.decide(PlainRequest.get("https://open.example.com/"));
        fixture.decide(PlainRequest.get("https://other.example.com/"));
        fixture.decide(PlainRequest.of("OPTIONS", "https://jobs.example.com/")
                .header("Origin", "https://a.example.com")
                .header("Access-Control-Request-Method", "GET"));

        assertThat(meter.decisions)
                .containsExactly(
                        "LET_IN POLICY jobs PAIR",
                        "LET_IN POLICY jobs APPLICATION_TOKEN",
                        "UNAUTHENTICATED NOTHING_PRESENTED jobs null",
                        "UNAUTHENTICATED HALF_A_PAIR jobs null",
                        "PASSED BYPASS_POLICY open null",
                        "FORBIDDEN NO_APPLICATION null null",
                        "PASSED CORS_PREFLIGHT jobs null");
    }

    @Test
    void countsWithoutListener() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(
                AccessGate.builder().store(fixture.store).clock(fixture.clock).meter(meter));

        fixture.letIn(fixture.pair());
        fixture.decide(request());

        assertThat(meter.decisions).hasSize(2);
    }

    @Test
    void timesSomeDecisions() {
        fixture.use(
                AccessGate.builder().store(fixture.store).clock(fixture.clock).meter(meter));

        // The probability of no sample among these is below 10^-27.
        for (int i = 0; i < 1_000; i++) {
            fixture.gate().decide(request());
        }

        assertThat(meter.durations)
                .hasSizeBetween(1, 999)
                .allMatch(nanos -> nanos > 0 && nanos < Duration.ofMinutes(1).toNanos());
    }

    @Test
    void receivesOtherEventsButNoDecisionEvents() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        InMemoryStore empty = new InMemoryStore();
        fixture.use(builder().signingKeyStore(empty));

        fixture.letIn(fixture.pair());

        assertThat(meter.events).singleElement().isInstanceOf(AccessEvent.KeysRotated.class);
        assertThat(fixture.events).hasAtLeastOneElementOfType(AccessEvent.Decision.class);
    }

    @Test
    void failingMeterChangesNothing() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(fixture.builder().meter(new AccessMeter() {
            private IllegalStateException failure() {
                return new IllegalStateException("TOP SECRET");
            }

            @Override
            public void start(AccessGate gate) {
                throw failure();
            }

            @Override
            public void onDecision(
                    Outcome outcome, Reason reason, @Nullable String application, @Nullable Presentation presentedAs) {
                throw failure();
            }

            @Override
            public void onSampledDuration(long nanos) {
                throw failure();
            }

            @Override
            public void onEvent(AccessEvent event) {
                throw failure();
            }
        }));

        for (int i = 0; i < 200; i++) {
            fixture.letIn(fixture.pair());
        }

        assertThat(fixture.lines())
                .contains("a meter failed: java.lang.IllegalStateException")
                .noneMatch(line -> line.contains("SECRET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "onDecision", "onSampledDuration"})
    void logsEachKindOfFailureOfAMeter(String failing) {
        AccessMeter broken = mock(AccessMeter.class, call -> {
            if (call.getMethod().getName().equals(failing)) {
                throw new IllegalStateException("SECRET");
            }
            return null;
        });
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(fixture.builder().background(Runnable::run).delays(delays).meter(broken));

        for (int i = 0; i < 200; i++) {
            fixture.letIn(fixture.pair());
        }

        assertThat(fixture.lines())
                .contains("a meter failed: java.lang.IllegalStateException")
                .noneMatch(line -> line.contains("SECRET"));
    }

    @Test
    void tellsItsFigures() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.store.issue("unlimited");
        fixture.use(builder());
        AccessGate gate = fixture.gate();
        assertThat(meter.gate).isSameAs(gate);
        assertThat(gate.figures().tokensExpiringSoon())
                .as("before the first round")
                .isNull();

        String session = fixture.letIn(fixture.pair()).applicationToken();
        fixture.letIn(fixture.pair());
        fixture.letIn(GateFixture.cookie(session));
        fixture.letIn(GateFixture.cookie(session));
        fixture.change(token -> token.expiresAt(GateFixture.START.plus(Duration.ofDays(6))));
        delays.pass(Duration.ofHours(1));

        assertThat(gate.figures())
                .isEqualTo(new AccessGate.Figures(
                        Duration.ZERO,
                        GateFixture.START,
                        1,
                        new AccessGate.Figures.Cache(1, 1, 1),
                        new AccessGate.Figures.Cache(1, 1, 1)));
    }

    @Test
    void tellsItsFiguresIfStoreFailsToTellItsAge() {
        AccessStore store = mock(AccessStore.class, delegatesTo(fixture.store));
        doThrow(new IllegalStateException("SECRET")).when(store).age();
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(builder().store(store));

        assertThat(fixture.gate().figures().storeAge()).isNull();
        assertThat(fixture.gate().figures().signingKeyCreatedAt()).isEqualTo(GateFixture.START);
        assertThat(fixture.lines())
                .contains(
                        "the age of the store is unknown: the store cannot be read or written: java.lang.IllegalStateException")
                .noneMatch(line -> line.contains("SECRET"));
    }

    @Test
    void countsNoHitsWithoutMeter() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(fixture.builder().background(Runnable::run));
        fixture.letIn(fixture.pair());

        assertThat(fixture.gate().figures().mintedTokens()).isEqualTo(new AccessGate.Figures.Cache(1, 0, 0));
    }
}
