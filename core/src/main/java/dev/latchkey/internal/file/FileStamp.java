package dev.latchkey.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells, without reading it, that a file was changed. Immutable.
 *
 * @param key the file's identity (device and inode); null where the platform has none
 * @param size in bytes
 * @param modified when it was last written; some file systems tell it by steps of two seconds
 */
record FileStamp(@Nullable Object key, long size, FileTime modified) {

    /**
     * {@return the stamp of the file that {@code path} leads to, links followed}
     *
     * @throws IOException if there is none, or it cannot be looked at
     */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
}
