package dev.latchkey.internal.json;

import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one element of {@code groups} (request contract, section 7). Stateless. */
public final class RuleGroupReader {

    private RuleGroupReader() {}

    /** {@return the group, or null if it is at fault} */
    public static @Nullable RuleGroup read(JsonObjectReader in) {
        in.require("id", "is missing: rules name a group by it");
        in.require("name", "is missing");
        UUID id = in.parsed("id", JsonObjectReader::uuid);
        String name = Objects.requireNonNullElse(in.text("name"), "unnamed");
        List<Rule> include = rules(in, "include");
        List<Rule> require = rules(in, "require");
        List<Rule> exclude = rules(in, "exclude");
        in.refuseOthers();
        UUID known = id == null ? new UUID(0, 0) : id;
        RuleGroup group = in.built(() -> new RuleGroup(known, name, include, require, exclude));
        return id == null ? null : group;
    }

    private static List<Rule> rules(JsonObjectReader in, String name) {
        return Objects.requireNonNullElse(RuleFormat.RULES.read(in, name), List.of());
    }
}
