package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.syntax.Sha256;
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
 * A file whose contents are an immutable value in memory. Reads take no lock and do not access the disk. Thread-safe.
 *
 * <p>Changes are made one at a time among all processes, on the latest version, and come into force once they are on
 * disk. If somebody saves the file without a lock meanwhile, the change is applied again to that version instead of
 * overwriting it. {@link #poll()} finds external changes. An invalid version is rejected, and the last valid one
 * stays in force.
 *
 * @param <T> the contents; immutable
 */
public final class WatchedFile<T> implements AutoCloseable {

    /** What to do if the file does not exist when it is opened. */
    public enum WhenMissing {
        /** Fail; the file must always exist. */
        REFUSE,
        /** Create it; from then on, it must exist. */
        CREATE,
        /** Start with no contents; the first change creates it. */
        WAIT
    }

    /**
     * A change of the contents.
     *
     * @param <T> the contents
     * @param <X> thrown to abandon the change
     */
    @FunctionalInterface
    public interface Change<T, X extends Exception> {

        /** Returns the new contents, or the same object for no change. It may be called more than once. */
        T apply(T newest) throws X;
    }

    /** What to do if a file is not writable. */
    static final String REMEDY = "Make it writable for the app, or set a key file in a writable directory"
            + " (key-file in web.xml, JsonFileStore.Builder.keyFile in code)";

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    /** The digest of a missing file. */
    private static final String NO_FILE = "";

    /** How often a file is read after its stamp changed, as it may change again without a new stamp. */
    private static final int READS_AFTER_CHANGE = 5;

    /** The contents in force and the digest of their file. */
    private record Version<T>(T contents, String digest) {}

    private final Path path;
    private final FileFormat<T> format;
    private final WhenMissing whenMissing;
    private final AtomicReplacement replacement;
    private final LockFile lockFile;
    private final ReentrantLock lock = new ReentrantLock();
    private final GroupCommit<T> updates = new GroupCommit<>(lock, new Writing());
    private volatile Version<T> current;
    private volatile long confirmedAtNanos = System.nanoTime();

    // Used by the holder of the lock.
    private final FileProblemLog problems;
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
        this.problems = new FileProblemLog(path);
        this.current = new Version<>(format.nothing(), NO_FILE);
    }

    /**
     * Opens a file.
     *
     * @throws IOException if the file cannot be read, or is missing and required
     * @throws ConfigurationException if the file is invalid
     */
    public static <T> WatchedFile<T> open(Path path, FileFormat<T> format, WhenMissing whenMissing) throws IOException {
        return open(path, format, whenMissing, new AtomicReplacement());
    }

    /** Opens a file with a replacement that may fail. */
    public static <T> WatchedFile<T> open(
            Path path, FileFormat<T> format, WhenMissing whenMissing, AtomicReplacement replacement)
            throws IOException {
        WatchedFile<T> file = new WatchedFile<>(path, format, whenMissing, replacement);
        file.load();
        return file;
    }

    private void load() throws IOException {
        lock.lock();
        try {
            if (whenMissing == WhenMissing.CREATE && Files.notExists(path)) {
                create();
            }
            loadChanges();
        } finally {
            lock.unlock();
        }
    }

    private void create() throws IOException {
        Path target = AtomicReplacement.target(path);
        FileLock lock = lockFile.acquire(target);
        try {
            // If another process creates it first, that version is used.
            store(target, format.nothing(), () -> Files.notExists(path));
        } finally {
            lock.release();
        }
    }

    public Path path() {
        return path;
    }

    /** Returns why the file cannot be written, as far as that shows without writing, or null. */
    @Nullable
    String obstacle() {
        return FileAccess.obstacle(path);
    }

    /** Logs the consequence if the file cannot be written, as far as that shows without writing. */
    public void logIfUnwritable(String consequence) {
        String obstacle = obstacle();
        if (obstacle != null) {
            LOG.error("{} cannot be written, so {}: {}. {}", path, consequence, obstacle, REMEDY);
        }
    }

    /** Returns the contents in force. */
    public T contents() {
        return current.contents();
    }

    /**
     * Changes the contents. The change is on disk when this returns; if it throws, nothing is changed. Concurrent
     * changes are written together.
     *
     * @param <X> thrown by the change
     * @return the contents in force
     * @throws IOException if the file cannot be read or written, or others saved it repeatedly or left it invalid
     *     meanwhile
     * @throws ConfigurationException if the file or the new contents are invalid
     * @throws X from {@code change}
     */
    public <X extends Exception> T update(Change<T, X> change) throws IOException, X {
        rejectInsideChange("make another one");
        return updates.update(change);
    }

    /** Throws an {@link IllegalStateException} inside a change, which must not do {@code what}. */
    public void rejectInsideChange(String what) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of " + path + " must not " + what);
        }
    }

    private IOException unwritable(IOException failure) {
        String obstacle = FileAccess.obstacle(path);
        problems.unwritable(failure, obstacle);
        return obstacle == null ? failure : FileAccess.unwritable(path, obstacle, failure);
    }

    /** Writes a group of changes, based on the latest version, while other processes are excluded. */
    private final class Writing implements GroupCommit.Target<T> {

        private @Nullable Path target;
        private @Nullable FileLock lock;

        @Override
        public T begin() throws IOException {
            if (closed) {
                throw new IllegalStateException(path + " is closed and cannot be changed");
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
                loadChanges();
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
                problems.writable();
                return written;
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        // The write has succeeded, even if the lock remains.
        @Override
        public void end() {
            try {
                Objects.requireNonNull(lock).release();
            } catch (IOException e) {
                LOG.warn("could not release the lock on {}: {}", path, e.toString());
            }
        }
    }

    /**
     * Writes the contents, reads them back, and brings that version into force.
     *
     * @return the contents in force; null if the condition did not hold and nothing was written
     */
    private @Nullable T store(Path target, T contents, AtomicReplacement.Condition condition) throws IOException {
        byte[] bytes = format.write(contents);
        T readBack = format.readBack(path.toString(), contents(), contents, bytes);
        if (!replacement.replaceIf(condition, target, bytes)) {
            return null;
        }
        publish(readBack, Sha256.hex(bytes));
        return readBack;
    }

    // Editors use no lock; and a lock can be lost, for example when other code in this JVM reads the file.
    private boolean isNewest() throws IOException {
        byte[] bytes = onDisk();
        return bytes == null || Sha256.hex(bytes).equals(current.digest());
    }

    /** Takes over external changes. It compares contents, as two writes can have the same stamp. */
    private void loadChanges() throws IOException {
        byte[] bytes = onDisk();
        if (bytes == null) {
            return;
        }
        String digest = Sha256.hex(bytes);
        if (!digest.equals(current.digest())) {
            adopt(bytes, digest);
        }
    }

    /** Returns the file's bytes; null if it does not exist and is not required. */
    private byte @Nullable [] onDisk() throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            if (whenMissing == WhenMissing.WAIT) {
                return null;
            }
            throw (IOException) new NoSuchFileException(path.toString(), null, "the file does not exist").initCause(e);
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
     * Takes over external changes.
     *
     * @throws IOException if the file cannot be read
     * @throws ConfigurationException if the file is invalid
     */
    public void refresh() throws IOException {
        lock.lock();
        try {
            if (!updates.isOpen()) {
                loadChanges();
            }
        } finally {
            lock.unlock();
        }
    }

    // Checked for each version: many editors save to a new file with default permissions.
    private void warnIfWider() {
        try {
            if (OwnerOnlyPermissions.isWider(path)) {
                LOG.warn("{} can be read or written by other users; run chmod 600", path);
            }
        } catch (IOException e) {
            // The version is in force nevertheless. If the file was removed, the next poll reports it.
            LOG.debug("could not check the permissions of {}: {}", path, e.toString());
        }
    }

    private void publish(T contents, String digest) {
        current = new Version<>(contents, digest);
        stamp = null;
    }

    /** Takes over external changes. Problems of the file are logged once and never thrown. */
    void poll() {
        // The holder of the lock reads the file anyway.
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!updates.isOpen()) {
                pollLocked();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pollLocked() {
        lookForChanges();
        if (problems.none()) {
            confirmedAtNanos = System.nanoTime();
        }
    }

    /** Returns the time since the contents in force were last known to be those on disk. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - confirmedAtNanos);
    }

    private void lookForChanges() {
        try {
            if (!isWorthReading(FileStamp.of(path))) {
                return;
            }
            byte[] bytes = Files.readAllBytes(path);
            String digest = Sha256.hex(bytes);
            if (digest.equals(current.digest())) {
                problems.over();
            } else if (!problems.isKnown(digest)) {
                take(bytes, digest);
            }
        } catch (NoSuchFileException e) {
            stamp = null;
            if (!current.digest().equals(NO_FILE)) {
                problems.unreadable("the file no longer exists");
            }
        } catch (AccessDeniedException e) {
            stamp = null;
            problems.unreadable(FileAccess.whyUnreadable(path));
        } catch (IOException e) {
            stamp = null;
            problems.unreadable(e.toString());
        }
    }

    private void take(byte[] bytes, String digest) {
        try {
            adopt(bytes, digest);
            problems.over();
        } catch (ConfigurationException e) {
            problems.broken(digest, e);
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
     * Ends changes; the contents in force stay readable.
     *
     * @throws IllegalStateException if it is called from within a change
     */
    @Override
    public void close() throws IOException {
        rejectInsideChange("close it");
        lock.lock();
        try {
            updates.writeOpen();
            closed = true;
            lockFile.close();
        } finally {
            lock.unlock();
        }
    }
}
