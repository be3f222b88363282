package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.internal.store.StoreCalls;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and changes what applications and rules refer to by ID: reusable policies, groups or IP lists (management
 * contract, section 2). Thread-safe. A change takes effect with the next request, wherever the item is used.
 *
 * <p>Every method throws {@link dev.latchkey.store.StoreUnavailableException} if the store cannot be read or written to.
 *
 * @param <T> the type of the items
 */
public final class ReusableItems<T> {

    private final ChangeContext context;
    private final ItemKind<T> kind;

    ReusableItems(ChangeContext context, ItemKind<T> kind) {
        this.context = context;
        this.kind = kind;
    }

    /** Returns the item with this ID, or null. */
    public @Nullable T find(UUID id) {
        return kind.find(context.configuration(), id);
    }

    /** Returns all items, in the order of their creation. */
    public List<T> list() {
        return kind.all().apply(context.configuration());
    }

    /**
     * Creates an item. It gets a new random ID.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member, as pointers into the item
     */
    public T create(T item) {
        UUID id = context.newId();
        return context.make(draft -> {
            Instant now = context.now();
            T made = kind.stamp().apply(item, id, now, now);
            kind.tokenCheck().check(made, Stream.empty(), draft);
            draft.put(ConfigurationPart.with(draft.configuration(), made, kind));
            return Outcome.of(made, event(made, Action.CREATED));
        });
    }

    /**
     * Replaces an item, whatever its current state.
     *
     * @see #replace(UUID, Predicate, UnaryOperator)
     */
    public Changed<T> replace(UUID id, UnaryOperator<T> change) {
        return replace(id, before -> true, change);
    }

    /**
     * Replaces an item. Its ID and time of creation stay, whatever {@code change} returns.
     *
     * @param precondition must accept the current item, or nothing is changed
     * @throws dev.latchkey.configuration.ConfigurationException naming every invalid member, as pointers into the item
     */
    public Changed<T> replace(UUID id, Predicate<T> precondition, UnaryOperator<T> change) {
        return context.change(draft -> kind.find(draft.configuration(), id), precondition, (draft, before) -> {
            T wanted = StoreCalls.callback(() -> change.apply(before));
            Instant createdAt = kind.description().apply(before).createdAt();
            Instant updatedAt = kind.description().apply(before).updatedAt();
            if (kind.stamp().apply(wanted, id, createdAt, updatedAt).equals(before)) {
                return Outcome.of(new Changed.Done<>(before));
            }
            T made = kind.stamp().apply(wanted, id, createdAt, context.nowAfter(updatedAt));
            kind.tokenCheck().check(made, Stream.of(before), draft);
            draft.put(ConfigurationPart.with(draft.configuration(), made, kind));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.UPDATED));
        });
    }

    /** Deletes an item, unless it is in use. */
    public Changed<T> delete(UUID id) {
        return delete(id, before -> true);
    }

    /**
     * Deletes an item, unless it is in use.
     *
     * @param precondition must accept the current item, or nothing is changed
     */
    public Changed<T> delete(UUID id, Predicate<T> precondition) {
        return context.change(draft -> kind.find(draft.configuration(), id), precondition, (draft, before) -> {
            List<String> users = kind.users().apply(draft.configuration(), id);
            if (!users.isEmpty()) {
                return Outcome.of(new Changed.InUse<>(users));
            }
            draft.put(kind.without().apply(draft.configuration(), id));
            return Outcome.of(new Changed.Done<>(before), event(before, Action.DELETED));
        });
    }

    private AccessEvent.Change event(T item, Action action) {
        ItemKind.Description described = kind.description().apply(item);
        return context.event(kind.subject(), action, described.id(), described.name(), null);
    }
}
