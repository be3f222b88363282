package dev.latchkey.internal.policy;

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
 * Which groups lead to rules of some kind, their own or those of groups inside them. Which rules these are is looked for
 * when somebody is to be told, and then not all: there may be as many for each group as there are in all. Not thread-safe.
 */
final class InnerRules {

    /** How many rules are told of. */
    private static final int MOST_LISTED = 20;

    private final GroupNesting nesting;
    private final Predicate<Rule> which;
    private final Map<UUID, Boolean> found;
    private @Nullable Map<UUID, Set<String>> names;

    InnerRules(GroupNesting nesting, Predicate<Rule> which) {
        this.nesting = nesting;
        this.which = which;
        this.found = nesting.fold(
                (group, inner) -> inner.contains(true) || group.rules().anyMatch(which));
    }

    /** {@return whether there are some in that group} No for one that does not exist or is not in order. */
    boolean areIn(UUID groupId) {
        return found.getOrDefault(groupId, false);
    }

    /** {@return those that are in that group, each with the group that it stands in; the first of them, if many} */
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

    /** {@return their names, and one more than are listed} */
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
