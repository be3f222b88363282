package dev.latchkey.admin;

import dev.latchkey.event.ChangeEvent;
import dev.latchkey.event.ChangeEvent.Action;
import dev.latchkey.event.ChangeEvent.Subject;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.Policy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with reusable policies (management contract, section 2). Thread-safe. A change counts from the next
 * request on, in every application that uses the policy.
 *
 * <p>Every method throws {@link dev.latchkey.store.StoreUnavailableException} if the store cannot be read or written to.
 */
public final class Policies {

    private final ChangeContext context;

    Policies(ChangeContext context) {
        this.context = context;
    }

    /** {@return the reusable policy with this id, or null} */
    public @Nullable Policy find(UUID id) {
        return context.configuration().policy(id);
    }

    /** {@return all reusable policies, in the order in which they were made} */
    public List<Policy> list() {
        return context.configuration().policies();
    }

    /**
     * Makes a reusable policy. It gets an id that is new and random.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault, as pointers into
     *     the policy
     */
    public Policy create(Policy policy) {
        UUID id = context.newId();
        return context.make(draft -> {
            Instant now = context.now();
            Policy made =
                    policy.toBuilder().id(id).createdAt(now).updatedAt(now).build();
            draft.put(ConfigurationPart.with(draft.configuration(), made));
            return Outcome.of(made, event(made, Action.CREATED));
        });
    }

    /**
     * Replaces a reusable policy whatever it is now.
     *
     * @see #replace(UUID, Predicate, UnaryOperator)
     */
    public Changed<Policy> replace(UUID id, UnaryOperator<Policy> change) {
        return replace(id, before -> true, change);
    }

    /**
     * Replaces a reusable policy. Its id and {@code createdAt} stay, whatever {@code change} says.
     *
     * @param precondition what must hold of the policy for the change to be made
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault, as pointers into
     *     the policy
     */
    public Changed<Policy> replace(UUID id, Predicate<Policy> precondition, UnaryOperator<Policy> change) {
        return context.change(draft -> draft.configuration().policy(id), precondition, (draft, before) -> {
            Policy wanted = StoreCalls.callback(() -> change.apply(before));
            if (wanted.saysTheSameAs(before) && wanted.precedence() == before.precedence()) {
                return Outcome.of(new Changed.Done<>(before));
            }
            Policy made = wanted.toBuilder()
                    .id(before.id())
                    .createdAt(before.createdAt())
                    .updatedAt(context.nowAfter(before.updatedAt()))
                    .build();
            draft.put(ConfigurationPart.with(draft.configuration(), made));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.UPDATED));
        });
    }

    /** Deletes a reusable policy, unless an application uses it. */
    public Changed<Policy> delete(UUID id) {
        return delete(id, before -> true);
    }

    /**
     * Deletes a reusable policy, unless an application uses it.
     *
     * @param precondition what must hold of the policy for the change to be made
     */
    public Changed<Policy> delete(UUID id, Predicate<Policy> precondition) {
        return context.change(draft -> draft.configuration().policy(id), precondition, (draft, before) -> {
            List<String> by = draft.configuration().applicationsUsing(id).stream()
                    .map(application -> "application " + application.name())
                    .toList();
            if (!by.isEmpty()) {
                return Outcome.of(new Changed.InUse<>(by));
            }
            draft.put(draft.configuration().withoutPolicy(id));
            return Outcome.of(new Changed.Done<>(before), event(before, Action.DELETED));
        });
    }

    private ChangeEvent event(Policy policy, Action action) {
        return context.event(Subject.POLICY, action, policy.id(), policy.name(), null);
    }
}
