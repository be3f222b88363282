package dev.latchkey.management;

import dev.latchkey.admin.Changed;
import java.util.function.Function;

/** Turns the results of changes into responses. Stateless. */
final class Outcomes {

    private Outcomes() {}

    /**
     * Returns the answer.
     *
     * @param unknown the error if the item does not exist
     * @param inUse the error if the item is in use
     * @param done returns the response if the change was made
     */
    static <T> ApiResponse answer(Changed<T> changed, ApiError unknown, ApiError inUse, Function<T, ApiResponse> done) {
        return changed.fold(
                made -> done.apply(made.value()),
                notFound -> ApiResponse.refused(unknown),
                stale -> ApiResponse.refused(ApiError.CHANGED_MEANWHILE),
                needed -> ApiResponse.refused(inUse, inUse.message() + ": by " + String.join(", ", needed.by())));
    }
}
