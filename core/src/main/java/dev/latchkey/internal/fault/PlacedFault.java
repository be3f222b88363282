package dev.latchkey.internal.fault;

import dev.latchkey.configuration.Fault;

/**
 * A fault of a JSON text, or something to be warned of, with its place. As a {@link Fault}, it has the place at the end of
 * its message: {@code (latchkey.json:12:7)}. Immutable.
 *
 * @param pointer the member as an RFC 6901 JSON pointer, as text that is safe to print
 * @param message what is wrong with it, safe to print, too
 * @param line from 1; 0 where there is no place
 * @param column from 1; 0 where there is no place
 */
public record PlacedFault(String pointer, String message, int line, int column) {

    /** {@return a fault of a whole file, which has no place in it} */
    public static PlacedFault ofWhole(String message) {
        return new PlacedFault("", message, 0, 0);
    }

    /**
     * {@return a fault taken apart that {@link #in} made for {@code source}; one from elsewhere has no place}
     *
     * @param source the name of the text
     */
    public static PlacedFault of(Fault fault, String source) {
        String message = fault.message();
        String opening = opening(source);
        int start = message.lastIndexOf(opening);
        if (start < 0 || !message.endsWith(")")) {
            return new PlacedFault(fault.pointer(), message, 0, 0);
        }
        String[] place = message.substring(start + opening.length(), message.length() - 1)
                .split(":", -1);
        return new PlacedFault(
                fault.pointer(), message.substring(0, start), Integer.parseInt(place[0]), Integer.parseInt(place[1]));
    }

    /**
     * {@return the fault with its place in its message}
     *
     * @param source the name of the text: a file's path, of which the last part is told
     */
    public Fault in(String source) {
        return new Fault(pointer, line == 0 ? message : message + opening(source) + line + ":" + column + ")");
    }

    private static String opening(String source) {
        String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        return " (" + file + ":";
    }
}
