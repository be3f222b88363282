package dev.latchkey.internal.file;

import java.util.List;

/**
 * The format of a {@link WatchedFile}. Stateless.
 *
 * @param <T> the contents; immutable
 */
interface FileFormat<T> {

    /** Returns the contents of a missing file. */
    T nothing();

    /**
     * Reads a whole file.
     *
     * @param source the file's name in messages
     * @throws dev.latchkey.configuration.ConfigurationException with every fault
     */
    T read(String source, byte[] bytes);

    /**
     * Returns the file for {@code contents}, as {@link #read} accepts it.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if the contents cannot be written
     */
    byte[] write(T contents);

    /** Returns {@code now} with the objects of {@code before} wherever both are equal. */
    T reusing(T before, T now);

    /**
     * Returns {@code written} as read back from the file, with the objects of {@code before} wherever both are equal.
     *
     * @param source the file's name in messages
     * @param before the contents in force, as read from the file
     * @param written the argument of {@link #write}
     * @param bytes the result of {@link #write}
     * @throws dev.latchkey.configuration.ConfigurationException if the file cannot be read back
     */
    default T readBack(String source, T before, T written, byte[] bytes) {
        return reusing(before, read(source, bytes));
    }

    /** Describes {@code contents} briefly for the log, for example by their number. */
    String describe(T contents);

    /**
     * Returns warnings about a version that was written elsewhere and may be intended.
     *
     * @param before the contents in force before
     * @param now the new contents
     */
    default List<String> warnings(T before, T now) {
        return List.of();
    }
}
