package dev.latchkey.admin;

import java.util.List;

/**
 * What became of a change that was asked for. Bad input is not among it: that is a
 * {@link dev.latchkey.configuration.ConfigurationException}, and a store that is down whatever it throws.
 *
 * @param <T> what was to be changed
 */
public sealed interface Changed<T> {

    /**
     * It was made, and counts from the next request on.
     *
     * @param value what is in force now; what was in force before, where it was deleted
     */
    record Done<T>(T value) implements Changed<T> {}

    /** There is no such thing to change. */
    record NotFound<T>() implements Changed<T> {}

    /** It is not any more what the change was meant for: somebody else changed it first. */
    record Stale<T>() implements Changed<T> {}

    /**
     * It cannot be deleted, as something needs it.
     *
     * @param by what needs it, for people: names with their kinds, at least one
     */
    record InUse<T>(List<String> by) implements Changed<T> {

        /** Copies the list. */
        public InUse {
            by = List.copyOf(by);
        }
    }
}
