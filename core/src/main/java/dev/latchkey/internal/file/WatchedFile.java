package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file as an immutable value in memory. Reads take no lock and touch no disk. Changes are made one at a time, among
 * all processes, on the newest version, and count once they are on disk. A version that another hand, which knows no
 * lock, saves in the meantime is not written over: the change is worked out again on it. Changes by others are found by
 * {@link #lookAgain()}; a version that cannot be read is refused whole, and the last good one stays. Thread-safe.
 *
 * @param <T> the contents; immutable
 */
public final class WatchedFile<T> implements AutoCloseable {

    /** What to do about a file that is not there when it is opened. */
    public enum WhenMissing {
        /** It must be there, then and later. */
        REFUSE,
        /** It is made, and must be there from then on. */
        CREATE,
        /** It holds nothing, and comes into being with the first change. */
        WAIT
    }

    /**
     * One change of the contents.
     *
     * @param <T> the contents
     * @param <X> what it may throw, to change nothing
     */
    @FunctionalInterface
    public interface Change<T, X extends Exception> {

        /** {@return the new contents, made out of the newest; the same object for no change} May be asked more than once. */
        T apply(T newest) throws X;
    }

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    /** The digest of a file that is not there. */
    private static final String NO_FILE = "";

    /** How often a file is read after its stamp changed: within one step of the clock it may change again unseen. */
    private static final int READS_AFTER_CHANGE = 5;

    /** What is in force, and the digest of the bytes that say so. */
    private record Version<T>(T contents, String digest) {}

    private final Path path;
    private final FileFormat<T> format;
    private final WhenMissing whenMissing;
    private final AtomicReplacement replacement;
    private final LockFile lockFile;
    private final ReentrantLock turn = new ReentrantLock();
    private final GroupedUpdates<T> updates = new GroupedUpdates<>(turn, new Writing());
    private volatile Version<T> current;

    // Whoever has the turn uses these.
    private final Trouble trouble;
    private @Nullable FileStamp stamp;
    private int readsLeft;
    private boolean leftoversDeleted;
    private boolean closed;

    private WatchedFile(Path path, FileFormat<T> format, WhenMissing whenMissing, AtomicReplacement replacement) {
        this.path = path;
        this.format = format;
        this.whenMissing = whenMissing;
        this.replacement = replacement;
        this.lockFile = new LockFile(LOCK_PATIENCE);
        this.trouble = new Trouble(path);
        this.current = new Version<>(format.nothing(), NO_FILE);
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be read, or is not there and has to be
     * @throws ConfigurationException if it is broken
     */
    public static <T> WatchedFile<T> open(Path path, FileFormat<T> format, WhenMissing whenMissing) throws IOException {
        return open(path, format, whenMissing, new AtomicReplacement());
    }

    /** As above, with a replacement that may fail. */
    public static <T> WatchedFile<T> open(
            Path path, FileFormat<T> format, WhenMissing whenMissing, AtomicReplacement replacement)
            throws IOException {
        WatchedFile<T> file = new WatchedFile<>(path, format, whenMissing, replacement);
        file.load();
        return file;
    }

    private void load() throws IOException {
        turn.lock();
        try {
            if (whenMissing == WhenMissing.CREATE && Files.notExists(path)) {
                create();
            }
            catchUp();
        } finally {
            turn.unlock();
        }
    }

    private void create() throws IOException {
        Path target = AtomicReplacement.target(path);
        FileLock lock = lockFile.acquire(target);
        try {
            // If somebody else makes it first, theirs it is.
            store(target, format.nothing(), () -> Files.notExists(path));
        } finally {
            lock.release();
        }
    }

    public Path path() {
        return path;
    }

    /** {@return why the file cannot be written; null if nothing that shows without a write is in the way} */
    @Nullable
    public String obstacle() {
        return FileAccess.obstacle(path);
    }

    /** {@return what is in force} */
    public T contents() {
        return current.contents();
    }

    /**
     * Changes the contents. The change is on disk when this returns, and nothing is changed if it throws. Those that
     * arrive while others are written are written together.
     *
     * @param <X> what the change may throw
     * @return what is in force now
     * @throws IOException if the file cannot be read or written, or others saved versions of it, or a broken one, while
     *     the change was worked out
     * @throws ConfigurationException if the file was broken by another hand, or the new contents are
     * @throws X from {@code change}
     */
    public <X extends Exception> T update(Change<T, X> change) throws IOException, X {
        refuseWithinAChange("make another one");
        return updates.update(change);
    }

    /** Throws an {@link IllegalStateException} in the middle of a change, which must not do {@code what}. */
    public void refuseWithinAChange(String what) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of " + path + " must not " + what);
        }
    }

    private IOException unwritable(IOException failure) {
        String obstacle = FileAccess.obstacle(path);
        trouble.unwritable(failure, obstacle);
        return obstacle == null ? failure : FileAccess.unwritable(path, obstacle, failure);
    }

    /** Makes a group of changes, among all processes one at a time, on the newest version. */
    private final class Writing implements GroupedUpdates.Target<T> {

        private @Nullable Path target;
        private @Nullable FileLock lock;

        @Override
        public T begin() throws IOException {
            if (closed) {
                throw new IllegalStateException(path + " was closed: it is not changed any more");
            }
            try {
                target = AtomicReplacement.target(path);
                lock = lockFile.acquire(target);
            } catch (IOException e) {
                throw unwritable(e);
            }
            boolean ready = false;
            try {
                if (!leftoversDeleted) {
                    AtomicReplacement.deleteLeftovers(target);
                    leftoversDeleted = true;
                }
                catchUp();
                ready = true;
                return contents();
            } finally {
                if (!ready) {
                    end();
                }
            }
        }

        @Override
        public @Nullable T write(T contents) throws IOException {
            try {
                T written = store(Objects.requireNonNull(target), contents, WatchedFile.this::isNewest);
                trouble.writable();
                return written;
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        // What is written is written: that the lock stays would not undo it.
        @Override
        public void end() {
            try {
                Objects.requireNonNull(lock).release();
            } catch (IOException e) {
                LOG.warn("the lock on {} could not be given back: {}", path, e.toString());
            }
        }
    }

    /**
     * Writes, and only then publishes. What comes into force is what was written, read back: the file says it all.
     *
     * @return what is in force now; null if the condition did not hold, and nothing was written
     */
    private @Nullable T store(Path target, T contents, AtomicReplacement.Condition condition) throws IOException {
        byte[] bytes = format.write(contents);
        T readBack = format.readBack(path.toString(), contents(), contents, bytes);
        if (!replacement.replaceIf(condition, target, bytes)) {
            return null;
        }
        publish(readBack, Digests.sha256(bytes));
        return readBack;
    }

    // People's editors know no lock; and a lock can be lost, for example when something else in this JVM reads its
    // file.
    private boolean isNewest() throws IOException {
        byte[] bytes = onDisk();
        return bytes == null || Digests.sha256(bytes).equals(current.digest());
    }

    /** Takes over what others wrote. Compares contents, not stamps: two writes can have the same stamp. */
    private void catchUp() throws IOException {
        byte[] bytes = onDisk();
        if (bytes == null) {
            return;
        }
        String digest = Digests.sha256(bytes);
        if (!digest.equals(current.digest())) {
            adopt(bytes, digest);
        }
    }

    /** {@return what the file says; null where it is not there, and need not be} */
    private byte @Nullable [] onDisk() throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            if (whenMissing == WhenMissing.WAIT) {
                return null;
            }
            throw (IOException) new NoSuchFileException(path.toString(), null, "the file is not there").initCause(e);
        } catch (AccessDeniedException e) {
            throw FileAccess.unreadable(path, e);
        }
    }

    private void adopt(byte[] bytes, String digest) {
        T read = format.read(path.toString(), bytes);
        T before = contents();
        publish(format.reusing(before, read), digest);
        LOG.info("{} is in force: {}", path, format.describe(read));
        format.warnings(before, read).forEach(warning -> LOG.warn("{}: {}", path, warning));
        warnIfWider();
    }

    /**
     * Takes over what others wrote, if they did.
     *
     * @throws IOException if the file cannot be read
     * @throws ConfigurationException if it is broken
     */
    public void catchUpNow() throws IOException {
        turn.lock();
        try {
            if (!updates.isOpen()) {
                catchUp();
            }
        } finally {
            turn.unlock();
        }
    }

    // Of each version: many an editor saves as a new file, with the permissions that new files have.
    private void warnIfWider() {
        try {
            if (OwnerOnly.isWider(path)) {
                LOG.warn("{} can be read or written by others than its owner: chmod 600 keeps them out", path);
            }
        } catch (IOException e) {
            // The version is in force all the same. If the file went away, the next look says so.
            LOG.debug("the permissions of {} could not be looked at: {}", path, e.toString());
        }
    }

    private void publish(T contents, String digest) {
        current = new Version<>(contents, digest);
        stamp = null;
    }

    /** Takes over what others wrote, if they did. Never throws for what is wrong with the file: that is logged, once. */
    void lookAgain() {
        // Whoever has the turn reads the file anyway.
        if (!turn.tryLock()) {
            return;
        }
        try {
            if (!updates.isOpen()) {
                look();
            }
        } finally {
            turn.unlock();
        }
    }

    private void look() {
        try {
            if (!isWorthReading(FileStamp.of(path))) {
                return;
            }
            byte[] bytes = Files.readAllBytes(path);
            String digest = Digests.sha256(bytes);
            if (digest.equals(current.digest())) {
                trouble.over();
            } else if (!trouble.isKnown(digest)) {
                take(bytes, digest);
            }
        } catch (NoSuchFileException e) {
            stamp = null;
            if (!current.digest().equals(NO_FILE)) {
                trouble.unreadable("it is gone");
            }
        } catch (AccessDeniedException e) {
            stamp = null;
            trouble.unreadable(FileAccess.whyUnreadable(path));
        } catch (IOException e) {
            stamp = null;
            trouble.unreadable(e.toString());
        }
    }

    private void take(byte[] bytes, String digest) {
        try {
            adopt(bytes, digest);
            trouble.over();
        } catch (ConfigurationException e) {
            trouble.broken(digest, e);
        }
    }

    private boolean isWorthReading(FileStamp now) {
        if (!now.equals(stamp)) {
            stamp = now;
            readsLeft = READS_AFTER_CHANGE;
        }
        return readsLeft > 0 && readsLeft-- > 0;
    }

    /**
     * Ends changes; what is in force stays readable.
     *
     * @throws IllegalStateException from within a change, which would be answered as if it were kept
     */
    @Override
    public void close() throws IOException {
        refuseWithinAChange("close it");
        turn.lock();
        try {
            updates.writeOpen();
            closed = true;
            lockFile.close();
        } finally {
            turn.unlock();
        }
    }
}
