package dev.latchkey.configuration;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a configuration. Immutable.
 *
 * @param pointer the invalid member as an RFC 6901 JSON pointer into the whole document, for example {@code
 *     /applications/0/domain}; empty for the document itself
 * @param message the problem and the remedy; never contains a secret or a digest
 * @param location the place in a file; null if there is no file
 */
public record Fault(
        String pointer, String message, @Nullable Location location) {

    /**
     * A place in a text.
     *
     * @param file its name, without directories
     * @param line from 1
     * @param column from 1
     */
    public record Location(String file, int line, int column) {

        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    /** Creates a fault without a location in a file. */
    public Fault(String pointer, String message) {
        this(pointer, message, null);
    }

    /** Rejects a null pointer or message. */
    public Fault {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        String place = location == null ? "" : " (" + location + ")";
        return (pointer.isEmpty() ? "" : pointer + ": ") + message + place;
    }
}
