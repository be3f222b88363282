package dev.latchkey.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Explains why a file cannot be read or written. Stateless. */
final class FileAccess {

    private FileAccess() {}

    /**
     * Returns why a file cannot be replaced, as far as that shows without writing, or null.
     *
     * <p>A file is replaced by a rename, so the permissions of its directory matter.
     */
    static @Nullable String obstacle(Path path) {
        try {
            Path target = AtomicReplacement.target(path);
            Path directory = target.getParent();
            Path lock = LockFile.beside(target);
            if (directory != null && !Files.isWritable(directory)) {
                return notWritable("the directory " + directory, directory);
            } else if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isWritable(lock)) {
                return notWritable("the lock file " + lock, lock);
            }
            return null;
        } catch (NoSuchFileException e) {
            return "the directory " + e.getFile() + " does not exist";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String notWritable(String what, Path path) {
        return what + " is not writable for the user " + user() + owner(path);
    }

    /** Returns a message for a file that this process may not read. */
    static String whyUnreadable(Path path) {
        return "permission denied for the user " + user() + owner(path);
    }

    /** Returns an exception with that message. */
    static IOException unreadable(Path path, AccessDeniedException cause) {
        return failure(path, "cannot be read: " + whyUnreadable(path), cause);
    }

    /** Returns an exception that names the obstacle. */
    static IOException unwritable(Path path, String obstacle, IOException cause) {
        return failure(path, "cannot be written: " + obstacle, cause);
    }

    private static IOException failure(Path path, String reason, IOException cause) {
        FileSystemException failure = new FileSystemException(path.toString(), null, reason);
        failure.initCause(cause);
        return failure;
    }

    private static String user() {
        return System.getProperty("user.name", "?");
    }

    private static String owner(Path path) {
        try {
            return "; its owner is "
                    + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
