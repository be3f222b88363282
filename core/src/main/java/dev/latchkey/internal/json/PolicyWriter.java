package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.Policy;

/** Writes policies as {@link PolicyReader} reads them. Stateless. */
public final class PolicyWriter {

    private PolicyWriter() {}

    /** {@return the policy with all of its members} */
    public static ObjectNode write(Policy policy) {
        ObjectNode out = reference(policy);
        out.remove("precedence");
        out.put("name", policy.name());
        out.put("decision", policy.decision().word());
        out.put("precedence", policy.precedence());
        Members.put(out, "session_duration", policy.sessionDuration());
        out.set("include", RuleWriter.write(policy.include()));
        out.set("require", RuleWriter.write(policy.require()));
        out.set("exclude", RuleWriter.write(policy.exclude()));
        Members.put(out, "created_at", policy.createdAt());
        Members.put(out, "updated_at", policy.updatedAt());
        return out;
    }

    /** {@return what an application says of a reusable policy} */
    public static ObjectNode reference(Policy policy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", policy.id().toString())
                .put("precedence", policy.precedence());
    }
}
