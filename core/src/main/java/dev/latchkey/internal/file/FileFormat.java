package dev.latchkey.internal.file;

import java.util.List;

/**
 * What the contents of a {@link WatchedFile} are, and how they are written. Stateless.
 *
 * @param <T> the contents; immutable
 */
interface FileFormat<T> {

    /** {@return what a file that is not there holds} */
    T nothing();

    /**
     * Reads a file whole.
     *
     * @param source its name in messages
     * @throws dev.latchkey.configuration.ConfigurationException with every fault, if it has one
     */
    T read(String source, byte[] bytes);

    /**
     * {@return {@code contents} as {@link #read} reads them}
     *
     * @throws dev.latchkey.configuration.ConfigurationException if it cannot be written
     */
    byte[] write(T contents);

    /** {@return {@code now}, with the objects of {@code before} wherever both say the same} */
    T reusing(T before, T now);

    /**
     * {@return {@code written} as the file says it, with the objects of {@code before} wherever both say the same}
     *
     * @param source the file's name in messages
     * @param before what was in force, as the file said it
     * @param written what was handed to {@link #write}
     * @param bytes what that made
     * @throws dev.latchkey.configuration.ConfigurationException if it could not be read again
     */
    default T readBack(String source, T before, T written, byte[] bytes) {
        return reusing(before, read(source, bytes));
    }

    /** {@return {@code contents} in a few words for the log, for example how many they are} */
    String describe(T contents);

    /**
     * {@return what is to be warned of in a version that another hand wrote, though it may be so on purpose}
     *
     * @param before what was in force before it
     * @param now what it says
     */
    default List<String> warnings(T before, T now) {
        return List.of();
    }
}
