package dev.latchkey.micrometer;

import dev.latchkey.AccessGate;
import dev.latchkey.AccessMeter;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.ProtectionWeakened.Weakness;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts decisions and changes in a Micrometer registry, and shows the state of a gate there. {@code docs/metrics.md}
 * lists the metrics. Counting a decision allocates nothing. Thread-safe.
 *
 * <p>Use one instance for each gate, and the same one for its administrations:
 *
 * <pre>{@code
 * LatchkeyMetrics metrics = new LatchkeyMetrics(registry);
 * AccessGate gate = AccessGate.builder().store(store).meter(metrics).build();
 * Administration administration = Administration.builder(store).eventListener(metrics).build();
 * }</pre>
 */
public final class LatchkeyMetrics implements AccessMeter, AutoCloseable {

    /** How many applications have time series of their own; the others are counted together. */
    private static final int MOST_APPLICATIONS = 100;

    private static final String NONE = "none";
    private static final String OTHER = "other";

    private static final int OUTCOMES = Outcome.values().length;
    private static final int REASONS = Reason.values().length;

    /** With one for none. */
    private static final int PRESENTATIONS = Presentation.values().length + 1;

    private final MeterRegistry registry;
    private final Tags tags;
    private final InstantSource clock;
    private final Timer duration;

    /** The counters of each application, by outcome, reason and presentation. */
    private final Map<String, AtomicReferenceArray<@Nullable Counter>> decisions = new ConcurrentHashMap<>();

    private final List<Meter> registered = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Creates metrics in {@code registry}. */
    public LatchkeyMetrics(MeterRegistry registry) {
        this(registry, List.of());
    }

    /**
     * Creates metrics with additional tags, to tell several gates of one registry apart.
     *
     * @param tags the tags of each metric
     */
    public LatchkeyMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this(registry, tags, InstantSource.system());
    }

    LatchkeyMetrics(MeterRegistry registry, Iterable<Tag> tags, InstantSource clock) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        this.clock = clock;
        this.duration = remember(Timer.builder("latchkey.decision.duration")
                .description("The time that a decision took, of about one decision in 16")
                .tags(this.tags)
                .register(registry));
    }

    @Override
    public void start(AccessGate gate) {
        gauge("latchkey.store.age", "seconds", "Time since the store last confirmed its state", gate, figures -> {
            Duration age = figures.storeAge();
            return age == null ? Double.NaN : seconds(age);
        });
        gauge("latchkey.signing.key.age", "seconds", "Age of the key that signs", gate, figures -> {
            Instant created = figures.signingKeyCreatedAt();
            return created == null ? Double.NaN : seconds(Duration.between(created, clock.instant()));
        });
        gauge("latchkey.service.tokens.expiring", null, "Service tokens that expire soon", gate, figures -> {
            Integer expiring = figures.tokensExpiringSoon();
            return expiring == null ? Double.NaN : expiring;
        });
        cache("minted", gate, AccessGate.Figures::mintedTokens);
        cache("verified", gate, AccessGate.Figures::verifiedTokens);
        // From 0, as an alert on an increase does not see a counter that appears with 1.
        for (Weakness weakness : Weakness.values()) {
            weakened(weakness);
        }
    }

    private void gauge(
            String name,
            @Nullable String unit,
            String description,
            AccessGate gate,
            ToDoubleFunction<AccessGate.Figures> value) {
        remember(Gauge.builder(name, gate, each -> value.applyAsDouble(each.figures()))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private void cache(String name, AccessGate gate, Function<AccessGate.Figures, AccessGate.Figures.Cache> cache) {
        Tags ofCache = tags.and("cache", name);
        remember(Gauge.builder(
                        "latchkey.cache.size",
                        gate,
                        each -> cache.apply(each.figures()).size())
                .description("Application tokens in the cache")
                .tags(ofCache)
                .register(registry));
        remember(FunctionCounter.builder(
                        "latchkey.cache.gets",
                        gate,
                        each -> cache.apply(each.figures()).hits())
                .description("Look-ups in the cache")
                .tags(ofCache.and("result", "hit"))
                .register(registry));
        remember(FunctionCounter.builder(
                        "latchkey.cache.gets",
                        gate,
                        each -> cache.apply(each.figures()).misses())
                .description("Look-ups in the cache")
                .tags(ofCache.and("result", "miss"))
                .register(registry));
    }

    @Override
    public void onDecision(
            Outcome outcome, Reason reason, @Nullable String application, @Nullable Presentation presentedAs) {
        String name = application == null ? NONE : application;
        AtomicReferenceArray<@Nullable Counter> counters = decisions.get(name);
        if (counters == null) {
            name = decisions.size() < MOST_APPLICATIONS ? name : OTHER;
            counters = decisions.computeIfAbsent(name, each -> new AtomicReferenceArray<>(slots()));
        }
        int slot = slot(outcome, reason, presentedAs);
        Counter counter = counters.get(slot);
        if (counter == null) {
            counter = decision(outcome, reason, name, presentedAs);
            counters.set(slot, counter);
        }
        counter.increment();
    }

    @SuppressWarnings("EnumOrdinal") // An index in this process only.
    private static int slot(Outcome outcome, Reason reason, @Nullable Presentation presentedAs) {
        int presentation = presentedAs == null ? 0 : presentedAs.ordinal() + 1;
        return (outcome.ordinal() * REASONS + reason.ordinal()) * PRESENTATIONS + presentation;
    }

    private static int slots() {
        return OUTCOMES * REASONS * PRESENTATIONS;
    }

    private Counter decision(Outcome outcome, Reason reason, String application, @Nullable Presentation presentedAs) {
        return remember(Counter.builder("latchkey.decisions")
                .description("Decisions about requests")
                .tags(tags)
                .tag("outcome", outcome.word())
                .tag("reason", reason.word())
                .tag("application", application)
                .tag("presentation", presentedAs == null ? NONE : presentedAs.word())
                .register(registry));
    }

    @Override
    public void onSampledDuration(long nanos) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts changes, and other events that are rare. Decisions are counted by {@link #onDecision} instead. */
    @Override
    public void onEvent(AccessEvent event) {
        if (event instanceof AccessEvent.Change change) {
            counter(
                            "latchkey.changes",
                            "Changes by people and programs",
                            Tags.of(
                                    "subject", change.subject().word(),
                                    "action", change.action().word()))
                    .increment();
        } else if (event instanceof AccessEvent.ProtectionWeakened weakened) {
            weakened(weakened.weakness()).increment();
        } else if (event instanceof AccessEvent.KeysRotated) {
            counter("latchkey.signing.key.rotations", "Signing keys that came into force", Tags.empty())
                    .increment();
        } else if (event instanceof AccessEvent.SessionRevoked) {
            counter("latchkey.sessions.ended", "Sessions that their client ended", Tags.empty())
                    .increment();
        } else if (event instanceof AccessEvent.ExpiryNotice) {
            counter("latchkey.expiry.notices", "Notices of service tokens that expire soon", Tags.empty())
                    .increment();
        }
    }

    private Counter weakened(Weakness weakness) {
        return counter(
                "latchkey.protection.weakened",
                "Changes that admit more than before",
                Tags.of("weakness", weakness.word()));
    }

    private Counter counter(String name, String description, Tags kind) {
        return remember(Counter.builder(name)
                .description(description)
                .tags(tags)
                .tags(kind)
                .register(registry));
    }

    /** Keeps a meter for removal. The registry returns the same object for the same name and tags. */
    private <M extends Meter> M remember(M meter) {
        if (!registered.contains(meter)) {
            registered.add(meter);
        }
        if (closed) {
            registry.remove(meter);
        }
        return meter;
    }

    /** Removes all metrics from the registry, which may outlive this web app. */
    @Override
    public void close() {
        closed = true;
        registered.forEach(registry::remove);
        registered.clear();
    }
}
