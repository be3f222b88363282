package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.model.Policy;
import dev.latchkey.model.PolicyDecision;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one policy, reusable or inline (management contract, section 2). Stateless. */
public final class PolicyReader {

    private static final Words<PolicyDecision> DECISIONS =
            new Words<>(PolicyDecision.values(), PolicyDecision::word, PolicyDecision::ofWord);
    private static final Set<String> OF_A_REFERENCE = Set.of("id", "precedence");

    private PolicyReader() {}

    /** {@return whether these members only refer to a reusable policy} */
    public static boolean isReference(JsonMembers in) {
        return in.has("id") && in.except(OF_A_REFERENCE).isEmpty();
    }

    /**
     * {@return the policy, or null if it is at fault}
     *
     * @param precedence its precedence where it names none
     */
    public static @Nullable Policy read(JsonMembers in, int precedence) {
        in.require("name", "is missing");
        in.require("decision", "is missing: it is one of non_identity, bypass, deny, allow");
        String name = Objects.requireNonNullElse(in.text("name"), "unnamed");
        // Where there is no good decision, the one of which the least is asked, to find the other faults.
        PolicyDecision decision = Objects.requireNonNullElse(in.parsed("decision", DECISIONS), PolicyDecision.ALLOW);
        Policy.Builder out = Policy.builder(name, decision).precedence(precedence);
        in.uuid("id", out::id);
        in.integer("precedence", out::precedence);
        in.duration("session_duration", out::sessionDuration);
        RuleReader.readAll(in, "include", out::include);
        RuleReader.readAll(in, "require", out::require);
        RuleReader.readAll(in, "exclude", out::exclude);
        in.moment("created_at", out::createdAt);
        in.moment("updated_at", out::updatedAt);
        in.refuseOthers();
        return in.built(out::build);
    }

    /** {@return the precedence that {@code node} names, or null} */
    public static @Nullable Integer precedence(JsonNode node) {
        JsonNode precedence = node.path("precedence");
        return precedence.isInt() ? precedence.intValue() : null;
    }
}
