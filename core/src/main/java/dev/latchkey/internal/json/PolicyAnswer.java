package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.Policy;

/** Writes policies for whoever asks: with every member, also those at their defaults. Stateless. */
public final class PolicyAnswer {

    private PolicyAnswer() {}

    /** {@return a reusable policy by itself} Its precedence means nothing there and is left out. */
    public static ObjectNode reusable(Policy policy) {
        ObjectNode out = begin(policy);
        finish(policy, out);
        return out.put("reusable", true);
    }

    /** {@return a policy of an application, at its precedence there} */
    public static ObjectNode ofApplication(Policy policy, boolean reusable) {
        ObjectNode out = begin(policy);
        out.put("precedence", policy.precedence());
        finish(policy, out);
        return out.put("reusable", reusable);
    }

    private static ObjectNode begin(Policy policy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", policy.id().toString())
                .put("name", policy.name())
                .put("decision", policy.decision().word());
    }

    private static void finish(Policy policy, ObjectNode out) {
        out.set("include", RuleWriter.write(policy.include()));
        out.set("require", RuleWriter.write(policy.require()));
        out.set("exclude", RuleWriter.write(policy.exclude()));
        out.put("session_duration", Members.text(policy.sessionDuration()));
        out.put("created_at", Members.text(policy.createdAt()));
        out.put("updated_at", Members.text(policy.updatedAt()));
    }
}
