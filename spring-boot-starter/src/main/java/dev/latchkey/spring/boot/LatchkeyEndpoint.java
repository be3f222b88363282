package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.internal.policy.Protection;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.StoreUnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Describes what is protected, and the state of the gate. It contains no secret and no Client ID. Thread-safe. */
@Endpoint(id = "latchkey")
class LatchkeyEndpoint {

    private final AccessGate gate;
    private final @Nullable AccessStore store;

    LatchkeyEndpoint(AccessGate gate, @Nullable AccessStore store) {
        this.gate = gate;
        this.store = store;
    }

    /** Returns the description. Absent members are unknown. */
    @ReadOperation
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        put(description, "store", store == null ? "settings in code" : store.location());
        AccessGate.Figures figures = gate.figures();
        Duration age = figures.storeAge();
        put(description, "storeAgeSeconds", age == null ? null : age.toMillis() / 1000.0);
        put(description, "signingKeyCreatedAt", figures.signingKeyCreatedAt());
        put(description, "tokensExpiringSoon", figures.tokensExpiringSoon());
        try {
            Protection protection = Protection.of(gate.configuration());
            put(description, "applications", protection.applications());
            put(description, "rest", protection.rest());
        } catch (StoreUnavailableException e) {
            put(description, "unavailable", "the store cannot be reached, so requests get 503");
        }
        return description;
    }

    private static void put(Map<String, Object> to, String name, @Nullable Object value) {
        if (value != null) {
            to.put(name, value);
        }
    }
}
