package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Combines changes that arrive during a write into the next write, which costs the same for one change as for many.
 *
 * <p>Each change is applied on its caller's thread, on top of earlier ones. A change that throws, or whose result
 * cannot be written, fails alone. If the disk fails, all changes of the group fail. If another process changed the
 * file, all are applied again. No caller returns before its change is on disk.
 *
 * <p>Thread-safe. The holder of the lock applies its change or writes; threads that wait for a write have released the
 * lock.
 *
 * @param <T> the contents; immutable
 */
final class GroupCommit<T> {

    /** The destination of changes. Used by the holder of the lock. */
    interface Target<T> {

        /** Excludes other writers and returns the latest contents. */
        T begin() throws IOException;

        /**
         * Writes {@code contents} and returns what is in force; null, without writing, if the contents that they were
         * based on are outdated.
         */
        @Nullable
        T write(T contents) throws IOException;

        /** Admits other writers again. */
        void end();
    }

    /** The maximum size of a group, as applying changes takes time and its first caller waits. */
    private static final int MOST = 100;

    /** How often a change is applied while others keep changing the file. */
    private static final int MOST_TRIES = 5;

    private final ReentrantLock lock;
    private final Target<T> target;

    /** How many callers are about to lock. While there is one, the write can be left to it. */
    private final AtomicInteger arriving = new AtomicInteger();

    private @Nullable Group<T> open;

    GroupCommit(ReentrantLock lock, Target<T> target) {
        this.lock = lock;
        this.target = target;
    }

    /**
     * Makes a change.
     *
     * @return the contents in force
     * @throws IOException if reading or writing fails, or others keep changing the file
     * @throws X from {@code change}
     */
    <X extends Exception> T update(WatchedFile.Change<T, X> change) throws IOException, X {
        int most = MOST;
        Group<T> group = applyInGroup(join(most), change, most);
        for (int tries = 1; tries < MOST_TRIES && group.mustRetry(); tries++) {
            if (group.mayBeOneMember()) {
                // From now on, each change is written alone.
                most = 1;
            }
            group = applyInGroup(rejoin(most), change, most);
        }
        return group.result();
    }

    // The change was accepted before, so the file is at fault, not the change.
    private Group<T> rejoin(int most) throws IOException {
        try {
            return join(most);
        } catch (ConfigurationException e) {
            throw new IOException("the file became invalid while a change was applied", e);
        }
    }

    /** Applies the change in a joined group, and returns that group once it has ended. */
    private <X extends Exception> Group<T> applyInGroup(Group<T> group, WatchedFile.Change<T, X> change, int most)
            throws X {
        boolean onStoredContents = !group.isChanged();
        try {
            group.contents = change.apply(group.contents);
        } catch (Throwable thrown) {
            leave(group, most);
            // If its base was never stored, that failure is reported instead.
            if (onStoredContents || group.isKept()) {
                throw thrown;
            }
            return group;
        }
        leave(group, most);
        return group;
    }

    /** Locks, unless it throws, and returns the open group. */
    private Group<T> join(int most) throws IOException {
        boolean joined = false;
        arriving.incrementAndGet();
        lock.lock();
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
                lock.unlock();
            }
        }
    }

    /** Unlocks and waits until the group has ended. */
    private void leave(Group<T> group, int most) {
        try {
            if (group.members >= most || arriving.get() == 0) {
                writeOpen();
            }
        } finally {
            lock.unlock();
        }
        group.over.join();
    }

    /** Returns whether there are unwritten changes; the caller must hold the lock. */
    boolean isOpen() {
        return open != null;
    }

    /** Writes the open group and releases its callers; the caller must hold the lock. */
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

    /** Changes that are written together. Used by the holder of the lock, and read by all once it has ended. */
    private static final class Group<T> {

        private final T before;
        private T contents;
        private int members;
        private boolean stale;
        private @Nullable Throwable failure;

        /** Awaited without the lock, so that the next group does not delay callers of this one. */
        private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

        Group(T before) {
            this.before = before;
            this.contents = before;
        }

        @SuppressWarnings("ReferenceEquality") // The same object means no change.
        boolean isChanged() {
            return contents != before;
        }

        boolean isKept() {
            return failure == null && !stale;
        }

        boolean mustRetry() {
            return stale || mayBeOneMember();
        }

        /**
         * Returns whether a single member may have caused the failure: its result cannot be written, or its thread was
         * interrupted while writing.
         */
        boolean mayBeOneMember() {
            return members > 1
                    && (failure instanceof RuntimeException || failure instanceof ClosedByInterruptException);
        }

        T result() throws IOException {
            if (stale) {
                throw new IOException("others kept changing the file while a change was applied");
            } else if (failure == null) {
                return contents;
            } else if (members > 1) {
                // One exception for each caller, who may modify it.
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
