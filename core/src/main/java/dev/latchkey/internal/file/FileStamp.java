package dev.latchkey.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a file that show a change without reading it. Immutable.
 *
 * @param key the file's identity (device and inode); null if the platform has none
 * @param size in bytes
 * @param modified the last modification; some file systems round it to two seconds
 */
record FileStamp(@Nullable Object key, long size, FileTime modified) {

    /**
     * Returns the stamp of the file that {@code path} leads to, with links followed.
     *
     * @throws IOException if the file does not exist or is not accessible
     */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
}
