package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.Organization;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Shows and changes the settings above all applications (management contract, section 2). Thread-safe. */
public final class OrganizationSettings {

    private final ChangeContext context;

    OrganizationSettings(ChangeContext context) {
        this.context = context;
    }

    /** Returns the current settings. */
    public Organization get() {
        return context.configuration().organization();
    }

    /**
     * Replaces the settings, whatever their current state.
     *
     * @see #replace(Predicate, UnaryOperator)
     */
    public Changed<Organization> replace(UnaryOperator<Organization> change) {
        return replace(before -> true, change);
    }

    /**
     * Replaces the settings.
     *
     * @param precondition must accept the current settings, or nothing is changed
     * @throws dev.latchkey.configuration.ConfigurationException from {@code change}
     */
    public Changed<Organization> replace(Predicate<Organization> precondition, UnaryOperator<Organization> change) {
        return context.change(draft -> draft.configuration().organization(), precondition, (draft, before) -> {
            Organization made = StoreCalls.callback(() -> change.apply(before));
            if (made.equals(before)) {
                return Outcome.of(new Changed.Done<>(before));
            }
            draft.put(draft.configuration().with(made));
            return Outcome.of(
                    new Changed.Done<>(made),
                    context.event(Subject.ORGANIZATION, Action.UPDATED, null, made.name(), null));
        });
    }
}
