package dev.latchkey.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts files to their owner on file systems with POSIX permissions; elsewhere the directory's rules apply.
 * Stateless.
 */
final class OwnerOnlyPermissions {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnlyPermissions.class);

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnerOnlyPermissions() {}

    /** Returns attributes that restrict a new file in {@code directory} to its owner from the start. */
    static FileAttribute<?>[] attributes(Path directory) {
        return isPosix(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    /** Returns whether other users can read or write the file. */
    static boolean isWider(Path file) throws IOException {
        if (!isPosix(file)) {
            return false;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(file));
        permissions.remove(PosixFilePermission.OWNER_EXECUTE);
        permissions.removeAll(OWNER);
        return !permissions.isEmpty();
    }

    /**
     * Gives {@code file} the owner and group of {@code model}, so that an administrator's tool that runs as root does
     * not take the file away from the app. If {@code file} was replaced by a link, the link itself is changed, not its
     * target.
     */
    static void follow(Path model, Path file) {
        if (!isPosix(file) || !Files.exists(model)) {
            return;
        }
        try {
            PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            PosixFileAttributes given = view.readAttributes();
            if (!given.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!given.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        } catch (IOException e) {
            // Only root may change owners. Other writers become the new owner.
            LOG.debug("could not keep the owner of {}: {}", model, e.toString());
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
