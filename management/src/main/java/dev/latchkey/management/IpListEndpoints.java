package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import dev.latchkey.model.IpList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /gateway/lists}: lists of type {@code IP}, with the paths and members that clients know for them (management
 * contract, section 3). A PUT without {@code items} keeps them. Stateless.
 */
final class IpListEndpoints {

    private static final String PATH = "gateway/lists";
    private static final String ID = "{ip_list}";

    private static final ItemEndpoints<IpList> ITEMS = new ItemEndpoints<>(
            PATH,
            "ip_list",
            "an IP list",
            "IP lists",
            List.of("name"),
            Administration::ipLists,
            IpListEndpoints::read,
            (list, configuration) -> answer(list),
            EntityTag::of,
            IpList::id,
            ApiError.UNKNOWN_IP_LIST,
            ApiError.IP_LIST_IN_USE,
            200,
            200);

    private IpListEndpoints() {}

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>(ITEMS.routes());
        routes.add(Route.of(
                "PATCH",
                PATH + "/" + ID,
                BodyUse.REQUIRED,
                IpListEndpoints::edit,
                Operation.of("Add and remove addresses", "ip_list").taking("ip_list_edit")));
        routes.add(Route.of(
                "GET",
                PATH + "/" + ID + "/items",
                BodyUse.NONE,
                IpListEndpoints::items,
                Operation.list("List the addresses of an IP list", "ip_list_entry")));
        return routes;
    }

    private static ApiResponse edit(ApiRequest call) {
        return ITEMS.change(call, before -> {
            JsonObjectReader in = call.members(new Faults());
            Set<Addresses> removed = Addresses.of(in.texts("remove"));
            List<IpList.Entry> entries = before.entries().stream()
                    .filter(entry -> !removed.contains(Addresses.of(entry.block())))
                    .collect(Collectors.toCollection(ArrayList::new));
            removed.removeAll(before.entries().stream()
                    .map(entry -> Addresses.of(entry.block()))
                    .toList());
            if (!removed.isEmpty()) {
                in.fault("remove", "contains values that are not in the list");
            }
            List<IpList.Entry> appended = IpListFormat.readEntries(in, "append");
            if (appended != null) {
                entries.addAll(appended);
            }
            in.refuseOthers();
            in.faults().throwIfAny("IP list");
            return before.toBuilder().entries(entries).build();
        });
    }

    /**
     * A block, however it is written: {@code 192.0.2.1} is {@code 192.0.2.1/32}. If one spelling stayed when the other
     * is removed, the addresses would still be admitted.
     *
     * @param network null for a text that is no block, and so is in no list
     */
    private record Addresses(@Nullable IpAddress network, int prefixLength) {

        static Addresses of(CidrBlock block) {
            return new Addresses(block.network(), block.prefixLength());
        }

        static Set<Addresses> of(List<String> texts) {
            Set<Addresses> all = new HashSet<>();
            for (String text : texts) {
                try {
                    all.add(of(CidrBlock.parse(text)));
                } catch (IllegalArgumentException notABlock) {
                    all.add(new Addresses(null, 0));
                }
            }
            return all;
        }
    }

    private static ApiResponse items(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        IpList list = call.administration().ipLists().find(call.id());
        return list == null
                ? ApiResponse.refused(ApiError.UNKNOWN_IP_LIST)
                : ApiResponse.list(
                        write(page.of(list.entries())), page, list.entries().size());
    }

    private static IpList read(ApiRequest call, List<IpList> current) {
        JsonObjectReader in = call.members(new Faults());
        in.require("name", "is missing");
        String type = in.text("type");
        if (type == null ? current.isEmpty() && !in.has("type") : !type.equals("IP")) {
            in.fault("type", "must be IP: only lists of client addresses are supported");
        }
        IpList.Builder out = IpList.builder(Objects.requireNonNullElse(in.text("name"), "unnamed"))
                .description(emptyToNull(in.text("description")));
        List<IpList.Entry> entries = IpListFormat.readEntries(in, "items");
        if (entries != null) {
            out.entries(entries);
        } else if (!current.isEmpty()) {
            out.entries(current.get(0).entries());
        }
        // They are part of answers. A body cannot change them.
        in.text("id");
        in.integer("count");
        in.moment("created_at");
        in.moment("updated_at");
        in.refuseOthers();
        IpList list = in.built(out::build);
        in.faults().throwIfAny("IP list");
        return Objects.requireNonNull(list);
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static ObjectNode answer(IpList list) {
        ObjectNode out = IpListFormat.MEMBERS.answer(list);
        out.remove("ips");
        return out.put("type", "IP").put("count", list.entries().size()).set("items", write(list.entries()));
    }

    private static ArrayNode write(List<IpList.Entry> entries) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        entries.forEach(entry -> array.add(IpListFormat.writeWhole(entry)));
        return array;
    }
}
