package dev.latchkey.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a whole file: the new version is written beside it, flushed to disk and renamed over it. A crash at any time
 * leaves either the old or the new version. Immutable.
 */
final class AtomicReplacement {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicReplacement.class);
    private static final String SUFFIX = ".tmp";

    /** The step with which the new version comes into force. */
    @FunctionalInterface
    interface Rename {
        void rename(Path from, Path to) throws IOException;
    }

    /** A condition that is checked directly before that step. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    private final Rename rename;

    AtomicReplacement() {
        this((from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Creates a replacement for tests that simulate a power failure. */
    AtomicReplacement(Rename rename) {
        this.rename = rename;
    }

    /** Returns the file that {@code path} leads to, with all links resolved; it need not exist. */
    static Path target(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException notThere) {
            Path directory = directoryOf(path);
            if (Files.isSymbolicLink(path)) {
                return target(directory.resolve(Files.readSymbolicLink(path)));
            }
            return directory.toRealPath().resolve(path.getFileName());
        }
    }

    /**
     * Replaces {@code target}, which {@link #target} returned, if the condition holds when the new version is ready.
     *
     * @return whether it was replaced
     * @throws IOException if that fails; the old version and no temporary file remain
     */
    boolean replaceIf(Condition condition, Path target, byte[] contents) throws IOException {
        Path directory = directoryOf(target);
        Path temporary =
                Files.createTempFile(directory, prefix(target), SUFFIX, OwnerOnlyPermissions.attributes(directory));
        boolean replaced = false;
        try {
            OwnerOnlyPermissions.follow(target, temporary);
            write(temporary, contents);
            if (!condition.holds()) {
                return false;
            }
            rename.rename(temporary, target);
            replaced = true;
        } finally {
            if (!replaced) {
                Files.deleteIfExists(temporary);
            }
        }
        forceDirectory(directory);
        return true;
    }

    /**
     * Deletes temporary files that crashed writers of {@code target} left behind. The caller must hold the lock, so
     * that there is no other writer.
     */
    static void deleteLeftovers(Path target) {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                directoryOf(target), file -> isTemporary(file.getFileName().toString(), target))) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException e) {
            LOG.debug("could not delete temporary files beside {}: {}", target, e.toString());
        }
    }

    // Matched exactly: similar names may belong to another file with another lock.
    private static boolean isTemporary(String name, Path target) {
        return name.matches(Pattern.quote(prefix(target)) + "[0-9]+" + Pattern.quote(SUFFIX));
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static Path directoryOf(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        return directory == null ? path.getFileSystem().getPath("/") : directory;
    }

    private static void write(Path file, byte[] contents) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.wrap(contents);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    // Makes the rename survive a power failure. Some platforms can neither open a directory nor need to.
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("could not flush the directory {}: {}", directory, e.toString());
        }
    }
}
