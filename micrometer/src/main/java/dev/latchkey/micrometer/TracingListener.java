package dev.latchkey.micrometer;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Adds each decision to the current Micrometer observation, so that its trace shows outcome, reason, application and the
 * reference of a denial. It adds no Client ID. All of them are high-cardinality values, which metrics do not contain.
 * Without a current observation, it does nothing. Thread-safe.
 *
 * <p>Something in front of the filter must have started the observation. With Spring Boot, the starter does.
 */
public final class TracingListener implements AccessEventListener {

    private final ObservationRegistry registry;

    /** Creates a listener that adds to the current observation of {@code registry}. */
    public TracingListener(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onEvent(AccessEvent event) {
        Observation current = registry.getCurrentObservation();
        if (current != null && event instanceof AccessEvent.Decision decision) {
            add(current, "latchkey.outcome", decision.outcome().word());
            add(current, "latchkey.reason", decision.reason().word());
            add(current, "latchkey.application", decision.applicationName());
            add(current, "latchkey.reference", decision.reference());
        }
    }

    private static void add(Observation to, String key, @Nullable String value) {
        if (value != null) {
            to.highCardinalityKeyValue(KeyValue.of(key, value));
        }
    }
}
