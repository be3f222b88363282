package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes groups (request contract, section 7). Stateless. */
public final class RuleGroupFormat {

    /** All members. To add one, add it here and to {@link RuleGroup}. */
    public static final Catalogue<RuleGroup, RuleGroup.Builder> MEMBERS = new Catalogue<>(
            RuleGroup.builder("default").include(new Rule.Everyone()).build(),
            List.of(
                    new Member<>(
                            "id",
                            Kind.ID,
                            RuleGroup::id,
                            RuleGroup.Builder::id,
                            "UUID; required, rules refer to it",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>("name", Kind.TEXT, RuleGroup::name, null, "display name; required", Trait.ALWAYS),
                    RuleFormat.include(RuleGroup::include, RuleGroup.Builder::include),
                    RuleFormat.require(RuleGroup::require, RuleGroup.Builder::require),
                    RuleFormat.exclude(RuleGroup::exclude, RuleGroup.Builder::exclude),
                    Member.createdAt(RuleGroup::createdAt, RuleGroup.Builder::createdAt),
                    Member.updatedAt(RuleGroup::updatedAt, RuleGroup.Builder::updatedAt)),
            RuleGroup::asWritten,
            RuleGroup.Builder::asWritten);

    private RuleGroupFormat() {}

    /** Returns the group of a file, or null if it is invalid. */
    public static @Nullable RuleGroup readStored(JsonObjectReader in) {
        in.require("id", "is missing: rules name a group by it");
        RuleGroup group = read(in);
        return in.has("id") ? group : null;
    }

    /** Returns the group, or null if it is invalid. */
    public static @Nullable RuleGroup read(JsonObjectReader in) {
        in.require("name", "is missing");
        RuleGroup.Builder out = RuleGroup.builder(Objects.requireNonNullElse(in.text("name"), "unnamed"));
        MEMBERS.read(in, out);
        in.refuseOthers();
        return in.built(out::build);
    }

    /** Returns the group in the form of a file or row. */
    public static ObjectNode write(RuleGroup group) {
        return MEMBERS.inFile(group);
    }
}
