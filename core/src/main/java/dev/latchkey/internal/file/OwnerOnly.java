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
 * Files that only their owner reads and writes, where the file system knows POSIX permissions; elsewhere the directory's
 * own rules hold. Stateless.
 */
final class OwnerOnly {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnerOnly() {}

    /** {@return what makes a new file in {@code directory} the owner's alone, from its first moment} */
    static FileAttribute<?>[] attributes(Path directory) {
        return isPosix(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    /** {@return whether others than its owner may read or write the file} */
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
     * Gives {@code file} the owner and group of {@code model}, if there is one. So an administrator's tool that runs as
     * root does not take the file away from the app. Should somebody have put a link in the place of {@code file}, it is
     * the link that is given away, not what it leads to.
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
            // Only root may give files away. Whoever else could write here goes on as the file's new owner.
            LOG.debug("the owner of {} could not be kept: {}", model, e.toString());
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
