package dev.latchkey.admin;

import java.util.List;
import java.util.function.Function;

/**
 * The result of a change. Invalid input is a {@link dev.latchkey.configuration.ConfigurationException}, and a store
 * that fails is a {@link dev.latchkey.store.StoreUnavailableException}.
 *
 * @param <T> the type of the changed item
 */
public sealed interface Changed<T> {

    /**
     * Calls the function for this kind of result and returns its result. The compiler checks that every kind has a
     * function.
     */
    <R> R fold(
            Function<? super Done<T>, ? extends R> done,
            Function<? super NotFound<T>, ? extends R> notFound,
            Function<? super Stale<T>, ? extends R> stale,
            Function<? super InUse<T>, ? extends R> inUse);

    /**
     * The change was made, and takes effect with the next request.
     *
     * @param value the new state; after a deletion, the last state
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

    /** The item does not exist. */
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

    /** The precondition does not hold: somebody else changed the item first. */
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
     * The item is in use and cannot be deleted.
     *
     * @param by the users of the item, at least one, each with its kind and display name
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
