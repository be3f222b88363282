package dev.latchkey.management;

import dev.latchkey.admin.Changed;
import java.util.function.Function;

/** Makes answers of what became of changes. Stateless. */
final class Outcomes {

    private Outcomes() {}

    /**
     * {@return the answer}
     *
     * @param unknown the refusal where there is no such thing
     * @param inUse the refusal where something needs it
     * @param done makes the answer where the change was made
     */
    static <T> Answer answer(Changed<T> changed, Refusal unknown, Refusal inUse, Function<T, Answer> done) {
        return changed.fold(
                made -> done.apply(made.value()),
                notFound -> Answer.refused(unknown),
                stale -> Answer.refused(Refusal.CHANGED_MEANWHILE),
                needed -> Answer.refused(inUse, inUse.message() + ": by " + String.join(", ", needed.by())));
    }
}
