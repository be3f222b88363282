package dev.latchkey.management;

import dev.latchkey.admin.Administration;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.model.RuleGroup;
import java.util.List;
import java.util.Objects;

/** {@code /groups} (management contract, section 3). Stateless. */
final class GroupEndpoints {

    private static final ItemEndpoints<RuleGroup> ITEMS = new ItemEndpoints<>(
            "access/groups",
            "group",
            "a group",
            "groups",
            List.of("name", "include"),
            Administration::groups,
            (call, current) -> read(call),
            (group, configuration) -> RuleGroupFormat.MEMBERS.answer(group),
            EntityTag::of,
            RuleGroup::id,
            ApiError.UNKNOWN_GROUP,
            ApiError.GROUP_IN_USE,
            201,
            202);

    private GroupEndpoints() {}

    static List<Route> routes() {
        return ITEMS.routes();
    }

    private static RuleGroup read(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        if (in.flag("is_default", false)) {
            in.fault("is_default", "is not supported here: policies refer to a group by its ID");
        }
        RuleGroup group = RuleGroupFormat.read(in);
        in.faults().throwIfAny("group");
        return Objects.requireNonNull(group);
    }
}
