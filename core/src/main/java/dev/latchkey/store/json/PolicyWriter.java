package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.application.Policy;
import dev.latchkey.application.Rule;
import java.util.List;

/** Writes policies as {@link PolicyReader} reads them. Stateless. */
final class PolicyWriter {

    private PolicyWriter() {}

    /** {@return the policy with all of its members} */
    static ObjectNode write(Policy policy, KeptMembers kept) {
        ObjectNode out = reference(policy);
        out.remove("precedence");
        out.put("name", policy.name());
        out.put("decision", policy.decision().word());
        out.put("precedence", policy.precedence());
        Members.put(out, "session_duration", policy.sessionDuration());
        out.set("include", rules(policy.include()));
        out.set("require", rules(policy.require()));
        out.set("exclude", rules(policy.exclude()));
        KeptMembers.PolicyTimes times = kept.policyTimes().get(policy.id());
        if (times != null) {
            Members.put(out, "created_at", times.createdAt());
            Members.put(out, "updated_at", times.updatedAt(policy));
        }
        return out;
    }

    /** {@return what an application says of a reusable policy} */
    static ObjectNode reference(Policy policy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", policy.id().toString())
                .put("precedence", policy.precedence());
    }

    private static ArrayNode rules(List<Rule> rules) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(rules.size());
        rules.forEach(rule -> write(rule, array.addObject().putObject(rule.type())));
        return array;
    }

    private static void write(Rule rule, ObjectNode content) {
        if (rule instanceof Rule.OneServiceToken one) {
            content.put("token_id", one.tokenId().toString());
        } else if (rule instanceof Rule.Ip ip) {
            content.put("ip", ip.block().toString());
        } else if (rule instanceof Rule.Unevaluated unevaluated) {
            unevaluated.content().forEach((name, value) -> content.set(name, PlainJson.node(value)));
        }
    }
}
