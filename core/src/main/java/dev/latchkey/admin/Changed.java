package dev.latchkey.admin;

import java.util.List;
import java.util.function.Function;

/**
 * What became of a change that was asked for. Bad input is not among it: that is a
 * {@link dev.latchkey.configuration.ConfigurationException}, and a store that is down whatever it throws.
 *
 * @param <T> what was to be changed
 */
public sealed interface Changed<T> {

    /** Returns what the function for this kind of outcome returns. The compiler checks that no kind is forgotten. */
    <R> R fold(
            Function<? super Done<T>, ? extends R> done,
            Function<? super NotFound<T>, ? extends R> notFound,
            Function<? super Stale<T>, ? extends R> stale,
            Function<? super InUse<T>, ? extends R> inUse);

    /**
     * It was made, and counts from the next request on.
     *
     * @param value what is in force now; what was in force before, where it was deleted
     */
    record Done<T>(T value) implements Changed<T> {

        @Override
        public <R> R fold(
                Function<? super Done<T>, ? extends R> done,
                Function<? super NotFound<T>, ? extends R> notFound,
                Function<? super Stale<T>, ? extends R> stale,
                Function<? super InUse<T>, ? extends R> inUse) {
            return done.apply(this);
        }
    }

    /** There is no such thing to change. */
    record NotFound<T>() implements Changed<T> {

        @Override
        public <R> R fold(
                Function<? super Done<T>, ? extends R> done,
                Function<? super NotFound<T>, ? extends R> notFound,
                Function<? super Stale<T>, ? extends R> stale,
                Function<? super InUse<T>, ? extends R> inUse) {
            return notFound.apply(this);
        }
    }

    /** It is not any more what the change was meant for: somebody else changed it first. */
    record Stale<T>() implements Changed<T> {

        @Override
        public <R> R fold(
                Function<? super Done<T>, ? extends R> done,
                Function<? super NotFound<T>, ? extends R> notFound,
                Function<? super Stale<T>, ? extends R> stale,
                Function<? super InUse<T>, ? extends R> inUse) {
            return stale.apply(this);
        }
    }

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

        @Override
        public <R> R fold(
                Function<? super Done<T>, ? extends R> done,
                Function<? super NotFound<T>, ? extends R> notFound,
                Function<? super Stale<T>, ? extends R> stale,
                Function<? super InUse<T>, ? extends R> inUse) {
            return inUse.apply(this);
        }
    }
}
