package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ReusableItems;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RuleGroup;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type of reusable items, as commands use it: policies, groups or IP lists. Immutable.
 *
 * @param noun an item in words
 * @param items selects the items
 * @param fixed the members that cannot be set
 * @param writer writes an item as a file has it
 * @param reader reads an item; null with faults
 * @param idOf returns the ID of an item
 * @param nameOf returns the name of an item
 */
record ItemType<T>(
        String noun,
        Function<Administration, ReusableItems<T>> items,
        Set<String> fixed,
        Function<T, ObjectNode> writer,
        Function<JsonObjectReader, @Nullable T> reader,
        Function<T, UUID> idOf,
        Function<T, String> nameOf) {

    static final ItemType<Policy> POLICY = new ItemType<>(
            "policy",
            Administration::policies,
            PolicyFormat.MEMBERS.fixed(),
            PolicyFormat::write,
            in -> PolicyFormat.read(in, 1),
            Policy::id,
            Policy::name);

    static final ItemType<RuleGroup> GROUP = new ItemType<>(
            "group",
            Administration::groups,
            RuleGroupFormat.MEMBERS.fixed(),
            RuleGroupFormat::write,
            RuleGroupFormat::read,
            RuleGroup::id,
            RuleGroup::name);

    static final ItemType<IpList> IP_LIST = new ItemType<>(
            "IP list",
            Administration::ipLists,
            IpListFormat.MEMBERS.fixed(),
            IpListFormat::write,
            IpListFormat::read,
            IpList::id,
            IpList::name);

    /**
     * Returns an item by its ID, or by its name if that is unique.
     *
     * @throws CommandException if there is none, or several have that name
     */
    T find(Administration administration, String named) throws CommandException {
        ReusableItems<T> all = items.apply(administration);
        return Named.find(
                named,
                noun,
                all::find,
                all.list(),
                nameOf,
                each -> idOf.apply(each).toString());
    }

    /**
     * Returns the item with these members.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member
     */
    T read(ObjectNode members) {
        Faults faults = new Faults();
        T item = reader.apply(new JsonObjectReader(members, "", faults));
        faults.throwIfAny(noun);
        return Objects.requireNonNull(item, "a valid " + noun);
    }

    /** Returns a new item with this name and these members. */
    T read(String name, MemberChanges members) {
        return read(members.applyTo(JsonNodeFactory.instance.objectNode().put("name", name)));
    }
}
