package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ReusableItems} must know of the type of its items. Immutable.
 *
 * @param subject the type in events
 * @param all the items of a configuration
 * @param description what every item has
 * @param stamp sets ID and times
 * @param with puts an item into a configuration
 * @param without removes the item with an ID from a configuration
 * @param users the names of everything that refers to the item with an ID
 * @param place the pointer to the item in a configuration that has it
 * @param tokenCheck refuses an item that names a missing service token
 */
record ItemKind<T>(
        Subject subject,
        Function<AccessConfiguration, List<T>> all,
        Function<T, Description> description,
        Stamp<T> stamp,
        BiFunction<AccessConfiguration, T, AccessConfiguration> with,
        BiFunction<AccessConfiguration, UUID, AccessConfiguration> without,
        BiFunction<AccessConfiguration, UUID, List<String>> users,
        BiFunction<AccessConfiguration, UUID, String> place,
        TokenCheck<T> tokenCheck) {

    static final ItemKind<Policy> POLICY = new ItemKind<>(
            Subject.POLICY,
            AccessConfiguration::policies,
            policy -> new Description(policy.id(), policy.name(), policy.createdAt(), policy.updatedAt()),
            (policy, id, createdAt, updatedAt) -> policy.toBuilder()
                    .id(id)
                    .createdAt(createdAt)
                    .updatedAt(updatedAt)
                    .build(),
            AccessConfiguration::with,
            AccessConfiguration::withoutPolicy,
            (configuration, id) -> configuration.applicationsUsing(id).stream()
                    .map(application -> "application " + application.name())
                    .toList(),
            (before, id) -> "/policies/"
                    + index(before.policies().stream().map(Policy::id).toList(), id),
            (policy, before, draft) -> {
                TokenReferences references = new TokenReferences(draft, before.flatMap(Policy::rules));
                references.check("", policy.include(), policy.require(), policy.exclude());
                references.throwIfAny("policy");
            });

    static final ItemKind<RuleGroup> GROUP = new ItemKind<>(
            Subject.GROUP,
            AccessConfiguration::groups,
            group -> new Description(group.id(), group.name(), group.createdAt(), group.updatedAt()),
            (group, id, createdAt, updatedAt) -> group.toBuilder()
                    .id(id)
                    .createdAt(createdAt)
                    .updatedAt(updatedAt)
                    .build(),
            AccessConfiguration::with,
            AccessConfiguration::withoutGroup,
            (configuration, id) -> configuration.usersOf(new Rule.OfGroup(id)),
            (before, id) -> "/groups/"
                    + index(before.groups().stream().map(RuleGroup::id).toList(), id),
            (group, before, draft) -> {
                TokenReferences references = new TokenReferences(draft, before.flatMap(RuleGroup::rules));
                references.check("", group.include(), group.require(), group.exclude());
                references.throwIfAny("group");
            });

    static final ItemKind<IpList> IP_LIST = new ItemKind<>(
            Subject.IP_LIST,
            AccessConfiguration::ipLists,
            list -> new Description(list.id(), list.name(), list.createdAt(), list.updatedAt()),
            (list, id, createdAt, updatedAt) -> list.toBuilder()
                    .id(id)
                    .createdAt(createdAt)
                    .updatedAt(updatedAt)
                    .build(),
            AccessConfiguration::with,
            AccessConfiguration::withoutIpList,
            (configuration, id) -> configuration.usersOf(new Rule.OfIpList(id)),
            (before, id) -> "/ip_lists/"
                    + index(before.ipLists().stream().map(IpList::id).toList(), id),
            (list, before, draft) -> {});

    /** What every item has. Immutable. */
    record Description(
            UUID id,
            String name,
            @Nullable Instant createdAt,
            @Nullable Instant updatedAt) {}

    /** Sets ID and times of an item. */
    @FunctionalInterface
    interface Stamp<T> {
        T apply(T item, UUID id, @Nullable Instant createdAt, @Nullable Instant updatedAt);
    }

    /** Refuses an item that names a missing service token which {@code before} did not name. */
    @FunctionalInterface
    interface TokenCheck<T> {
        void check(T item, Stream<T> before, WritableStore.Draft draft) throws Exception;
    }

    @Nullable
    T find(AccessConfiguration configuration, UUID id) {
        return all.apply(configuration).stream()
                .filter(each -> description.apply(each).id().equals(id))
                .findAny()
                .orElse(null);
    }

    /** Returns the index of an item; the one behind the last item if there is none. */
    private static int index(List<UUID> ids, UUID id) {
        return ids.contains(id) ? ids.indexOf(id) : ids.size();
    }
}
