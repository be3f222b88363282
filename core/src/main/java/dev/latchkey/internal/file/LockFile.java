package dev.latchkey.internal.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Excludes other writers of a file, in this process and others, by a lock on the file {@code <file>.lock} beside it.
 * That file is never deleted. Readers need no lock. Used by one thread at a time.
 */
final class LockFile implements AutoCloseable {

    private static final long SHORTEST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 5;

    private static final Object NO_FILE = "no file";

    private final Duration patience;

    // Stays open between locks: on POSIX, closing the file drops all locks of the process on it, including that of
    // another store in this JVM.
    private @Nullable FileChannel channel;
    private @Nullable Path path;
    private @Nullable Object key;

    /**
     * Creates a lock.
     *
     * @param patience how long to wait for other writers
     */
    LockFile(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits for the lock on {@code guarded}; {@link FileLock#release()} releases it.
     *
     * @throws IOException if another writer holds it for too long, or the lock file cannot be used
     */
    FileLock acquire(Path guarded) throws IOException {
        Path lockPath = beside(guarded);
        long start = System.nanoTime();
        long pause = SHORTEST_PAUSE_MILLIS;
        while (true) {
            FileLock lock = tryLock(opened(lockPath, guarded));
            if (lock != null && Objects.equals(key, keyOf(lockPath))) {
                return lock;
            }
            if (lock != null) {
                // The lock file was deleted meanwhile, so this lock excludes nobody.
                lock.release();
                close();
            } else {
                pause(pause, lockPath);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new IOException("another writer holds the lock " + lockPath + " for longer than "
                        + patience.toMillis() + " ms");
            }
        }
    }

    /** Returns the lock file of {@code guarded}. */
    static Path beside(Path guarded) {
        return guarded.resolveSibling(guarded.getFileName() + ".lock");
    }

    private FileChannel opened(Path lockPath, Path guarded) throws IOException {
        FileChannel current = channel;
        if (current != null && current.isOpen() && lockPath.equals(path)) {
            return current;
        }
        close();
        FileChannel fresh = FileChannel.open(
                lockPath,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OwnerOnlyPermissions.attributes(lockPath));
        OwnerOnlyPermissions.follow(guarded, lockPath);
        channel = fresh;
        path = lockPath;
        key = keyOf(lockPath);
        return fresh;
    }

    // Unlike lock(), tryLock() neither blocks nor closes the channel when its thread is interrupted.
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisJvm) {
            return null;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException deleted) {
            return NO_FILE;
        }
    }

    private static void pause(long millis, Path lockPath) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for the lock " + lockPath).initCause(e);
        }
    }

    /**
     * Closes the lock file, which must not be locked by this object. If another store of this JVM holds the lock, the
     * file is left to the garbage collector, because closing it would drop that lock.
     */
    @Override
    public void close() throws IOException {
        FileChannel current = channel;
        channel = null;
        if (current != null && current.isOpen() && !isLockedInThisJvm(current)) {
            current.close();
        }
    }

    // If no store of this JVM holds the lock, it is now ours or belongs to another process.
    private static boolean isLockedInThisJvm(FileChannel channel) throws IOException {
        try {
            channel.tryLock();
            return false;
        } catch (OverlappingFileLockException locked) {
            return true;
        }
    }
}
