package dev.latchkey.store;

import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The references between groups. References to missing groups are ignored, as they are reported elsewhere. Immutable.
 */
final class GroupNesting {

    /** The maximum nesting depth, which bounds the recursion of the evaluation. */
    static final int MOST_LEVELS = 16;

    private final Map<UUID, RuleGroup> byId = new LinkedHashMap<>();
    private final List<List<RuleGroup>> levels = new ArrayList<>();
    private final Map<UUID, RuleGroup> unordered;

    GroupNesting(Collection<RuleGroup> groups) {
        groups.forEach(each -> byId.putIfAbsent(each.id(), each));
        this.unordered = new LinkedHashMap<>(byId);
        Set<UUID> done = new HashSet<>();
        List<RuleGroup> next = nextLevel(done);
        while (!next.isEmpty() && levels.size() <= MOST_LEVELS) {
            levels.add(next);
            for (RuleGroup each : next) {
                done.add(each.id());
                unordered.remove(each.id());
            }
            next = nextLevel(done);
        }
    }

    /** Returns the remaining groups that refer only to groups in {@code done}. */
    private List<RuleGroup> nextLevel(Set<UUID> done) {
        return unordered.values().stream()
                .filter(group -> named(group).stream().allMatch(each -> done.contains(each.id())))
                .toList();
    }

    @Nullable
    RuleGroup group(UUID id) {
        return byId.get(id);
    }

    /** Returns the groups that are nested too deeply. */
    List<RuleGroup> tooDeep() {
        return levels.size() <= MOST_LEVELS ? List.of() : levels.get(MOST_LEVELS);
    }

    /**
     * Returns cycles, in each of which every group refers to the next and the last one to the first. Not all of them
     * are found, but at least one if there are any. While groups are {@linkplain #tooDeep too deep}, none are returned,
     * because they cannot be told apart.
     */
    List<List<RuleGroup>> circles() {
        if (!tooDeep().isEmpty()) {
            return List.of();
        }
        List<List<RuleGroup>> circles = new ArrayList<>();
        Set<UUID> walked = new HashSet<>();
        for (RuleGroup start : unordered.values()) {
            Set<RuleGroup> way = new LinkedHashSet<>();
            RuleGroup at = start;
            while (walked.add(at.id())) {
                way.add(at);
                at = nextUnordered(at);
            }
            if (way.contains(at)) {
                List<RuleGroup> circle = new ArrayList<>(way);
                circles.add(circle.subList(circle.indexOf(at), circle.size()));
            }
        }
        return circles;
    }

    private RuleGroup nextUnordered(RuleGroup group) {
        return named(group).stream()
                .filter(each -> unordered.containsKey(each.id()))
                .findFirst()
                .orElseThrow();
    }

    private List<RuleGroup> named(RuleGroup group) {
        List<RuleGroup> named = new ArrayList<>();
        for (List<Rule> rules : List.of(group.include(), group.require(), group.exclude())) {
            for (Rule rule : rules) {
                RuleGroup other = rule instanceof Rule.OfGroup of ? byId.get(of.groupId()) : null;
                if (other != null) {
                    named.add(other);
                }
            }
        }
        return named;
    }

    /** Computes a value for each valid group from the group and the values of the groups that it refers to. */
    <T> Map<UUID, T> fold(Folding<T> ofOne) {
        Map<UUID, T> made = new HashMap<>();
        for (List<RuleGroup> level : levels) {
            for (RuleGroup group : level) {
                List<T> inner = new ArrayList<>();
                for (RuleGroup each : named(group)) {
                    inner.add(Objects.requireNonNull(made.get(each.id())));
                }
                made.put(group.id(), ofOne.of(group, inner));
            }
        }
        return made;
    }

    /** Computes the value of a group. */
    interface Folding<T> {
        T of(RuleGroup group, List<T> inner);
    }
}
