package dev.latchkey.store.jdbc;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Something as it was after a certain change. Immutable.
 *
 * @param number the number of the last change that it takes into account
 * @param stamp the stamp of the change that made it what it is
 */
record Snapshot<T>(T value, long number, long stamp) {

    /** The newest snapshot that is known. Thread-safe; reading takes no lock. */
    static final class Newest<T> {

        private final AtomicReference<Snapshot<T>> newest;

        Newest(Snapshot<T> first) {
            this.newest = new AtomicReference<>(first);
        }

        Snapshot<T> get() {
            return Objects.requireNonNull(newest.get());
        }

        /** Takes {@code other} unless it is older: of two threads that bring one each, the second may have the older. */
        void offer(Snapshot<T> other) {
            newest.updateAndGet(known -> known.number() < other.number() ? other : known);
        }

        /** Takes {@code other}, whatever its number: the one that is known belongs to another past. */
        void replace(Snapshot<T> other) {
            newest.set(other);
        }
    }
}
