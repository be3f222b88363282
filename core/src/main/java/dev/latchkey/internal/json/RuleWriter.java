package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.Rule;
import java.util.List;

/** Writes rules as {@link RuleReader} reads them. Stateless. */
final class RuleWriter {

    private RuleWriter() {}

    static ArrayNode write(List<Rule> rules) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(rules.size());
        rules.forEach(rule -> write(rule, array.addObject().putObject(rule.type())));
        return array;
    }

    private static void write(Rule rule, ObjectNode content) {
        if (rule instanceof Rule.OneServiceToken one) {
            content.put("token_id", one.tokenId().toString());
        } else if (rule instanceof Rule.Ip ip) {
            content.put("ip", ip.block().toString());
        } else if (rule instanceof Rule.OfIpList list) {
            content.put("id", list.listId().toString());
        } else if (rule instanceof Rule.OfGroup group) {
            content.put("id", group.groupId().toString());
        } else if (rule instanceof Rule.CommonName common) {
            content.put("common_name", common.commonName());
        } else if (rule instanceof Rule.Unevaluated unevaluated) {
            unevaluated.content().forEach((name, value) -> content.set(name, PlainJson.node(value)));
        }
    }
}
