package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets changes that arrive while one is being written share the next write, which costs the same for one as for many. Each
 * is worked out on its caller's own thread, on top of the ones before it. One that throws, or makes what cannot be written,
 * fails alone; where the disk fails, it fails for all whose change was to be written; where others changed what they were
 * worked out on, all are worked out again. Nobody is answered before the disk has what it is answered.
 *
 * <p>Thread-safe. Whoever has the turn works out its change, or writes; who waits for a write of others has given the turn
 * away.
 *
 * @param <T> what is changed; immutable
 */
final class GroupedUpdates<T> {

    /** Where changes go. Used by whoever has the turn. */
    interface Target<T> {

        /** Keeps other writers out. {@return the newest contents} */
        T begin() throws IOException;

        /**
         * {@return what is in force once it is written; null if what it was worked out on is not the newest any more, and
         * nothing was written}
         */
        @Nullable
        T write(T contents) throws IOException;

        /** Lets other writers in again. */
        void end();
    }

    /** Working out takes time, too: the first of a group does not wait for ever more to join it. */
    private static final int MOST = 100;

    /** How often a change is worked out, as long as others change what it is worked out on. */
    private static final int MOST_TRIES = 5;

    private final ReentrantLock turn;
    private final Target<T> target;

    /** How many are on their way to the turn to change something. As long as there is one, the write can be left to it. */
    private final AtomicInteger arriving = new AtomicInteger();

    private @Nullable Group<T> open;

    GroupedUpdates(ReentrantLock turn, Target<T> target) {
        this.turn = turn;
        this.target = target;
    }

    /**
     * Makes a change.
     *
     * @return what is in force now
     * @throws IOException if it cannot be read on what to make it, the write fails, or others change that again and again
     * @throws X from {@code change}
     */
    <X extends Exception> T update(WatchedFile.Change<T, X> change) throws IOException, X {
        int most = MOST;
        Group<T> group = takePart(join(most), change, most);
        for (int tries = 1; tries < MOST_TRIES && group.isToBeDoneAgain(); tries++) {
            if (group.isOneAtFault()) {
                // From here on each answers for itself.
                most = 1;
            }
            group = takePart(rejoin(most), change, most);
        }
        return group.result();
    }

    // Whoever takes part again was let in before: what is broken now is what is there, and not the change.
    private Group<T> rejoin(int most) throws IOException {
        try {
            return join(most);
        } catch (ConfigurationException e) {
            throw new IOException("it was broken by another hand while a change was worked out", e);
        }
    }

    /** Works the change out in a group that was joined. {@return that group, which is over} */
    private <X extends Exception> Group<T> takePart(Group<T> group, WatchedFile.Change<T, X> change, int most)
            throws X {
        boolean onWhatIsKept = !group.isChanged();
        try {
            group.contents = change.apply(group.contents);
        } catch (Throwable thrown) {
            leave(group, most);
            // Unless what it was worked out on was never kept: then that is what is to be told.
            if (onWhatIsKept || group.isKept()) {
                throw thrown;
            }
            return group;
        }
        leave(group, most);
        return group;
    }

    /** Takes the turn, unless it throws. {@return the group that is open} */
    private Group<T> join(int most) throws IOException {
        boolean joined = false;
        arriving.incrementAndGet();
        turn.lock();
        try {
            arriving.decrementAndGet();
            if (most == 1) {
                writeOpen();
            }
            Group<T> group = open;
            if (group == null) {
                group = new Group<>(target.begin());
                open = group;
            }
            group.members++;
            joined = true;
            return group;
        } finally {
            if (!joined) {
                turn.unlock();
            }
        }
    }

    /** Gives the turn away, and waits until the group is over. */
    private void leave(Group<T> group, int most) {
        try {
            if (group.members >= most || arriving.get() == 0) {
                writeOpen();
            }
        } finally {
            turn.unlock();
        }
        group.over.join();
    }

    /** {@return whether changes were worked out that are not written yet} To be asked by who has the turn. */
    boolean isOpen() {
        return open != null;
    }

    /** Writes what was worked out so far; those who wait are told what comes of it. To be called by who has the turn. */
    void writeOpen() {
        Group<T> group = open;
        if (group == null) {
            return;
        }
        open = null;
        try {
            if (group.isChanged()) {
                T written = target.write(group.contents);
                group.stale = written == null;
                group.contents = written == null ? group.before : written;
            }
        } catch (IOException | RuntimeException e) {
            group.failure = e;
        } catch (Error e) {
            group.failure = e;
            throw e;
        } finally {
            target.end();
            group.over.complete(null);
        }
    }

    /** Changes that are written together. Used by whoever has the turn; read by all once it is over. */
    private static final class Group<T> {

        private final T before;
        private T contents;
        private int members;
        private boolean stale;
        private @Nullable Throwable failure;

        /** Waited for without the turn, so that the next group does not keep anybody of this one. */
        private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

        Group(T before) {
            this.before = before;
            this.contents = before;
        }

        @SuppressWarnings("ReferenceEquality") // The same object is how a change says that there is none.
        boolean isChanged() {
            return contents != before;
        }

        boolean isKept() {
            return failure == null && !stale;
        }

        boolean isToBeDoneAgain() {
            return stale || isOneAtFault();
        }

        /**
         * {@return whether it was not the disk that failed, but one of many: its change made what cannot be written, or
         * it was interrupted while it wrote}
         */
        boolean isOneAtFault() {
            return members > 1
                    && (failure instanceof RuntimeException || failure instanceof ClosedByInterruptException);
        }

        T result() throws IOException {
            if (stale) {
                throw new IOException("it was changed by others, again and again, while a change was worked out");
            } else if (failure == null) {
                return contents;
            } else if (members > 1) {
                // One for each caller, who may go on to change it.
                throw new IOException(failure.getMessage(), failure);
            } else if (failure instanceof RuntimeException unwritable) {
                throw unwritable;
            } else if (failure instanceof Error error) {
                throw error;
            }
            throw (IOException) failure;
        }
    }
}
