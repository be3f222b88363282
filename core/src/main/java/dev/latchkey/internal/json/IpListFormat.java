package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes IP lists (request contract, section 7). Stateless. */
public final class IpListFormat {

    /** An array of addresses and blocks, each as text or as an object with a description. */
    private static final Kind<List<IpList.Entry>> ENTRIES =
            new Kind<>(JsonNodeType.ARRAY, IpListFormat::readEntries, IpListFormat::write);

    /** All members. To add one, add it here and to {@link IpList}. */
    public static final Catalogue<IpList, IpList.Builder> MEMBERS = new Catalogue<>(
            IpList.builder("default").build(),
            List.of(
                    new Member<>(
                            "id",
                            Kind.ID,
                            IpList::id,
                            IpList.Builder::id,
                            "UUID; required, rules refer to it",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>("name", Kind.TEXT, IpList::name, null, "display name; required", Trait.ALWAYS),
                    new Member<>(
                            "description",
                            Kind.TEXT,
                            IpList::description,
                            IpList.Builder::description,
                            "what the list is for"),
                    new Member<>(
                            "ips",
                            ENTRIES,
                            IpList::entries,
                            IpList.Builder::entries,
                            "addresses or CIDR blocks, each as text or as `{\"value\", \"description\"}`; required",
                            Trait.ALWAYS),
                    Member.createdAt(IpList::createdAt, IpList.Builder::createdAt),
                    Member.updatedAt(IpList::updatedAt, IpList.Builder::updatedAt)),
            IpList::asWritten,
            IpList.Builder::asWritten);

    private IpListFormat() {}

    /** Returns the IP list of a file, or null if it is invalid. */
    public static @Nullable IpList readStored(JsonObjectReader in) {
        in.require("id", "is missing: rules name an IP list by it");
        in.require("ips", "is missing: it is an array of addresses and blocks such as 203.0.113.0/24");
        IpList list = read(in);
        return in.has("id") ? list : null;
    }

    /** Returns the IP list, or null if it is invalid. */
    public static @Nullable IpList read(JsonObjectReader in) {
        in.require("name", "is missing");
        IpList.Builder out = IpList.builder(Objects.requireNonNullElse(in.text("name"), "unnamed"));
        MEMBERS.read(in, out);
        in.refuseOthers();
        return in.built(out::build);
    }

    /** Returns the IP list in the form of a file or row. */
    public static ObjectNode write(IpList list) {
        return MEMBERS.inFile(list);
    }

    /** Returns the entries of an array; null if there is none or, with faults, if one of them is invalid. */
    public static @Nullable List<IpList.Entry> readEntries(JsonObjectReader in, String name) {
        List<IpList.Entry> entries = new ArrayList<>();
        boolean present = in.each(name, (node, pointer) -> {
            IpList.Entry entry = readEntry(node, pointer, in);
            if (entry != null) {
                entries.add(entry);
            }
        });
        return present && entries.size() == in.object().path(name).size() ? entries : null;
    }

    private static IpList.@Nullable Entry readEntry(JsonNode node, String pointer, JsonObjectReader array) {
        if (node.isTextual()) {
            CidrBlock block = array.parse(pointer, node.textValue(), CidrBlock::parse);
            return block == null ? null : new IpList.Entry(block, null);
        }
        JsonObjectReader in = JsonObjectReader.of(node, pointer, array.faults());
        if (in == null) {
            return null;
        }
        in.require("value", "is missing: it is an address or a block such as 203.0.113.0/24");
        CidrBlock block = in.parsed("value", CidrBlock::parse);
        String description = in.text("description");
        // Answers contain it. It has no meaning here.
        in.moment("created_at");
        in.refuseOthers();
        return block == null ? null : new IpList.Entry(block, description);
    }

    private static ArrayNode write(List<IpList.Entry> entries) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(entries.size());
        entries.forEach(entry -> array.add(
                entry.description() == null ? TextNode.valueOf(entry.block().toString()) : writeWhole(entry)));
        return array;
    }

    /** Returns an entry as an object. */
    public static ObjectNode writeWhole(IpList.Entry entry) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("value", entry.block().toString());
        JsonObjectWriter.put(out, "description", entry.description());
        return out;
    }
}
