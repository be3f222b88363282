package dev.latchkey.admin;

import dev.latchkey.event.ChangeEvent.Action;
import dev.latchkey.event.ChangeEvent.Subject;
import dev.latchkey.model.Organization;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What can be done with the settings above all applications (management contract, section 2). Thread-safe. */
public final class OrganizationSettings {

    private final ChangeContext context;

    OrganizationSettings(ChangeContext context) {
        this.context = context;
    }

    /** {@return the settings in force} */
    public Organization get() throws Exception {
        return context.store().configuration().organization();
    }

    /**
     * Replaces the settings.
     *
     * @throws dev.latchkey.configuration.ConfigurationException from {@code change}
     */
    public Changed<Organization> replace(Predicate<Organization> precondition, UnaryOperator<Organization> change)
            throws Exception {
        return context.change(draft -> draft.configuration().organization(), precondition, (draft, before) -> {
            Organization made = change.apply(before);
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
