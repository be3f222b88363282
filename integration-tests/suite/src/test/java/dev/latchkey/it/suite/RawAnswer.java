package dev.latchkey.it.suite;

import java.util.List;

/**
 * What came back over a raw socket.
 *
 * @param status of the first answer; 0 where there was none
 * @param text everything that was read, as ISO 8859-1
 * @param hung whether the time was up before the container answered or closed
 */
record RawAnswer(int status, String text, boolean hung) {

    /** The values of a header of the first answer. */
    List<String> header(String name) {
        int end = text.indexOf("\r\n\r\n");
        return (end < 0 ? text : text.substring(0, end))
                .lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }
}
