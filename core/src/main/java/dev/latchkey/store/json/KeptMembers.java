package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.application.Policy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds beside its document, which is written back to it. Immutable.
 *
 * @param schema the text of {@code $schema}; null where there is none
 * @param serviceTokenInactivity the organization's {@code service_token_inactivity}; null where there is none
 * @param policyTimes when policies were made and changed, by their ids
 */
record KeptMembers(
        @Nullable String schema, @Nullable JsonNode serviceTokenInactivity, Map<UUID, PolicyTimes> policyTimes) {

    /** Nothing. */
    static final KeptMembers NONE = new KeptMembers(null, null, Map.of());

    /**
     * When a policy was made and changed.
     *
     * @param policy the policy as it was then
     */
    record PolicyTimes(
            Policy policy,
            @Nullable Instant createdAt,
            @Nullable Instant updatedAt) {

        /** {@return when {@code now}, the policy of today, was changed; null if that was since this was read} */
        @Nullable
        Instant updatedAt(Policy now) {
            return PolicyReader.sayTheSame(policy, now) ? updatedAt : null;
        }
    }

    KeptMembers {
        policyTimes = Map.copyOf(policyTimes);
    }

    /** Collects them. Not thread-safe. */
    static final class Collector {

        private @Nullable String schema;
        private @Nullable JsonNode inactivity;
        private final Map<UUID, PolicyTimes> policyTimes = new HashMap<>();

        void schema(String text) {
            schema = text;
        }

        void inactivity(@Nullable JsonNode node) {
            inactivity = node;
        }

        void add(Policy policy, @Nullable Instant createdAt, @Nullable Instant updatedAt) {
            if (createdAt != null || updatedAt != null) {
                policyTimes.put(policy.id(), new PolicyTimes(policy, createdAt, updatedAt));
            }
        }

        KeptMembers collected() {
            return new KeptMembers(schema, inactivity, policyTimes);
        }
    }
}
