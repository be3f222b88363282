package dev.latchkey.management;

import dev.latchkey.admin.Changed;
import java.util.function.Function;

/** Makes answers of what became of changes. Stateless. */
final class Outcomes {

    private Outcomes() {}

    /**
     * Returns the answer.
     *
     * @param unknown the refusal where there is no such thing
     * @param inUse the refusal where something needs it
     * @param done makes the answer where the change was made
     */
    static <T> ApiResponse answer(Changed<T> changed, ApiError unknown, ApiError inUse, Function<T, ApiResponse> done) {
        return changed.fold(
                made -> done.apply(made.value()),
                notFound -> ApiResponse.refused(unknown),
                stale -> ApiResponse.refused(ApiError.CHANGED_MEANWHILE),
                needed -> ApiResponse.refused(inUse, inUse.message() + ": by " + String.join(", ", needed.by())));
    }
}
