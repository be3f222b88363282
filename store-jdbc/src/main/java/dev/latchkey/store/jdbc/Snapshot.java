package dev.latchkey.store.jdbc;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A value as of a certain change. Immutable.
 *
 * @param number the number of the last change that it includes
 * @param stamp the stamp of the change that produced the value
 */
record Snapshot<T>(T value, long number, long stamp) {

    /** The latest known snapshot. Thread-safe; reading takes no lock. */
    static final class Newest<T> {

        private final AtomicReference<Snapshot<T>> newest;

        Newest(Snapshot<T> first) {
            this.newest = new AtomicReference<>(first);
        }

        Snapshot<T> get() {
            return Objects.requireNonNull(newest.get());
        }

        /** Takes {@code other} unless it is older, as threads may deliver snapshots in any order. */
        void offer(Snapshot<T> other) {
            newest.updateAndGet(known -> known.number() < other.number() ? other : known);
        }

        /** Takes {@code other} regardless of its number, because the known one belongs to another history. */
        void replace(Snapshot<T> other) {
            newest.set(other);
        }
    }
}
