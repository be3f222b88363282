package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.IpList;
import dev.latchkey.model.RuleGroup;

/** Writes groups and IP lists as {@link RuleGroupReader} and {@link IpListReader} read them. Stateless. */
public final class RuleGroupWriter {

    private RuleGroupWriter() {}

    /** Adds the group to {@code out}. */
    public static void write(RuleGroup group, ObjectNode out) {
        out.put("id", group.id().toString());
        out.put("name", group.name());
        out.set("include", RuleFormat.RULES.inFile(group.include()));
        out.set("require", RuleFormat.RULES.inFile(group.require()));
        out.set("exclude", RuleFormat.RULES.inFile(group.exclude()));
    }

    /** Adds the IP list to {@code out}. */
    public static void write(IpList list, ObjectNode out) {
        out.put("id", list.id().toString());
        out.put("name", list.name());
        ArrayNode blocks = out.putArray("ips");
        list.blocks().forEach(block -> blocks.add(block.toString()));
    }
}
