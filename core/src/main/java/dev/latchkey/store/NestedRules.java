package dev.latchkey.store;

import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups that contain certain rules, directly or through nested groups. The rules themselves are listed only
 * for messages, and only the first ones. Not thread-safe.
 */
final class NestedRules {

    /** How many rules a message lists. */
    private static final int MOST_LISTED = 20;

    private final GroupNesting nesting;
    private final Predicate<Rule> which;
    private final Map<UUID, Boolean> found;
    private @Nullable Map<UUID, Set<String>> names;

    NestedRules(GroupNesting nesting, Predicate<Rule> which) {
        this.nesting = nesting;
        this.which = which;
        this.found = nesting.fold(
                (group, inner) -> inner.contains(true) || group.rules().anyMatch(which));
    }

    /** Returns whether the group contains such rules; false for a missing or invalid group. */
    boolean existIn(UUID groupId) {
        return found.getOrDefault(groupId, false);
    }

    /** Lists such rules, each with its group, up to a limit. */
    String list(UUID groupId) {
        Map<UUID, Set<String>> known = names;
        if (known == null) {
            known = nesting.fold(this::firstOf);
            names = known;
        }
        List<String> listed = new ArrayList<>(Objects.requireNonNull(known.get(groupId)));
        if (listed.size() > MOST_LISTED) {
            listed.set(MOST_LISTED, "and others");
        }
        return String.join(", ", listed);
    }

    /** Returns the names of such rules, and one more than the limit. */
    private Set<String> firstOf(RuleGroup group, List<Set<String>> inner) {
        Set<String> first = new LinkedHashSet<>();
        group.rules()
                .filter(which)
                .map(rule -> rule.type() + " in group '" + group.name() + "'")
                .distinct()
                .limit(MOST_LISTED + 1)
                .forEach(first::add);
        for (Set<String> each : inner) {
            for (String name : each) {
                if (first.size() <= MOST_LISTED) {
                    first.add(name);
                }
            }
        }
        return first;
    }
}
