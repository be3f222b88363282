package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.store.StoreUnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of a gate, for both generations of Spring Boot. It contains no secret. Immutable.
 *
 * @param status the code of a status of Spring Boot
 * @param details details about store and signing key
 */
record GateHealth(String status, Map<String, Object> details) {

    /** Reads the health from memory. A gate is up if it can decide, and has a key to sign application tokens. */
    static GateHealth of(AccessGate gate) {
        AccessGate.Figures figures = gate.figures();
        Map<String, Object> details = new LinkedHashMap<>();
        String status = "UP";
        if (figures.signingKeyCreatedAt() == null) {
            status = "OUT_OF_SERVICE";
            details.put("problem", "there is no signing key yet");
        } else {
            details.put("signingKeyCreatedAt", figures.signingKeyCreatedAt());
        }
        try {
            gate.configuration();
        } catch (StoreUnavailableException e) {
            status = "DOWN";
            details.put("problem", "the store is unreachable, so requests get 503");
        }
        Duration age = figures.storeAge();
        if (age != null) {
            details.put("storeAgeSeconds", age.toMillis() / 1000.0);
        }
        return new GateHealth(status, Map.copyOf(details));
    }
}
