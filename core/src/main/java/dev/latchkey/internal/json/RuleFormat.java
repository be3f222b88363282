package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rules of policies and groups (request contract, section 7). Stateless. */
final class RuleFormat {

    /** Replaces an invalid rule until its document is refused, so that the others keep their positions. */
    private static final Rule NOBODY = new Rule.Ip(CidrBlock.parse("255.255.255.255"));

    /** An array of rules. The policy checks whether it may contain them. */
    private static final Kind<List<Rule>> RULES =
            new Kind<>(JsonNodeType.ARRAY, RuleFormat::readAll, RuleFormat::write);

    private RuleFormat() {}

    /** Describes the rules of which at least one must match. */
    static <T, B> Member<T, B, List<Rule>> include(Function<T, List<Rule>> getter, BiConsumer<B, Rule> adder) {
        return member("include", getter, adder, "at least one rule must match; required, not empty");
    }

    /** Describes the rules that must all match. */
    static <T, B> Member<T, B, List<Rule>> require(Function<T, List<Rule>> getter, BiConsumer<B, Rule> adder) {
        return member("require", getter, adder, "all rules must match");
    }

    /** Describes the rules of which none may match. */
    static <T, B> Member<T, B, List<Rule>> exclude(Function<T, List<Rule>> getter, BiConsumer<B, Rule> adder) {
        return member("exclude", getter, adder, "no rule may match");
    }

    private static <T, B> Member<T, B, List<Rule>> member(
            String name, Function<T, List<Rule>> getter, BiConsumer<B, Rule> adder, String meaning) {
        return new Member<>(
                name,
                RULES,
                getter,
                (out, rules) -> rules.forEach(rule -> adder.accept(out, rule)),
                meaning,
                Member.Trait.ALWAYS);
    }

    private static @Nullable List<Rule> readAll(JsonObjectReader in, String name) {
        List<Rule> rules = new ArrayList<>();
        boolean present = in.each(name, (rule, place) -> rules.add(read(rule, place, in.faults())));
        if (!present && in.has(name)) {
            rules.add(NOBODY);
        }
        return rules.isEmpty() ? null : rules;
    }

    private static Rule read(JsonNode node, String pointer, Faults faults) {
        if (!(node instanceof ObjectNode rule) || rule.size() != 1) {
            faults.add(pointer, "must be an object with exactly one member, which names the rule");
            return NOBODY;
        }
        String type = rule.fieldNames().next();
        JsonObjectReader content = JsonObjectReader.of(rule.path(type), JsonPointers.member(pointer, type), faults);
        if (content == null) {
            return NOBODY;
        }
        return read(type, content);
    }

    private static Rule read(String type, JsonObjectReader in) {
        Rule rule = switch (type) {
            case "service_token" -> readServiceToken(in);
            case "any_valid_service_token" -> new Rule.AnyValidServiceToken();
            case "everyone" -> new Rule.Everyone();
            case "ip" -> readIp(in);
            case "ip_list" -> readId(in, "is missing: it is the ID of one of the ip_lists", Rule.OfIpList::new);
            case "group" -> readId(in, "is missing: it is the ID of one of the groups", Rule.OfGroup::new);
            case "common_name" -> readCommonName(in);
            case "certificate" -> new Rule.Certificate();
            default -> null;
        };
        if (rule == null) {
            return new Rule.Unevaluated(type, JsonValues.of(in.object()));
        }
        in.refuseOthers();
        return rule;
    }

    private static Rule readServiceToken(JsonObjectReader in) {
        in.require("token_id", "is missing: it is the ID of the service token");
        UUID id = in.parsed("token_id", JsonObjectReader::uuid);
        return id == null ? NOBODY : new Rule.OneServiceToken(id);
    }

    private static Rule readId(JsonObjectReader in, String ifMissing, Function<UUID, Rule> maker) {
        in.require("id", ifMissing);
        UUID id = in.parsed("id", JsonObjectReader::uuid);
        return id == null ? NOBODY : maker.apply(id);
    }

    private static Rule readCommonName(JsonObjectReader in) {
        in.require("common_name", "is missing: it is the common name of the client certificate's subject");
        String name = in.text("common_name");
        if (name != null && name.isBlank()) {
            in.fault("common_name", "must not be blank");
        }
        return name == null ? NOBODY : new Rule.CommonName(name);
    }

    private static Rule readIp(JsonObjectReader in) {
        in.require("ip", "is missing: it is an address or a block such as 203.0.113.0/24");
        CidrBlock block = in.parsed("ip", CidrBlock::parse);
        return block == null ? NOBODY : new Rule.Ip(block);
    }

    private static ArrayNode write(List<Rule> rules) {
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
            unevaluated.content().forEach((name, value) -> content.set(name, JsonValues.node(value)));
        }
    }
}
