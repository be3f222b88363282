package dev.latchkey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Prints results as text or as one JSON document. */
final class Printer {

    private final PrintStream out;
    private final boolean json;

    Printer(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Returns whether to print JSON. */
    boolean isJson() {
        return json;
    }

    /** Prints a JSON document. */
    void print(JsonNode document) throws IOException {
        out.write(JsonText.write(document));
    }

    /** Prints a table. */
    void print(Table table) {
        table.lines().forEach(this::line);
    }

    /** Prints a line; control characters are escaped. */
    void line(String text) {
        out.print(JsonPointers.printable(text) + "\n");
    }

    /** Prints a text unchanged. */
    void text(String text) {
        out.print(text);
    }

    /** Formats a time for a table. */
    static String time(@Nullable Instant time) {
        return time == null ? "-" : time.toString();
    }
}
