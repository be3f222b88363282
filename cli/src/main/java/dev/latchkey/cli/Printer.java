package dev.latchkey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Prints what was asked for, to people or as one JSON document. */
final class Printer {

    private final PrintStream out;
    private final boolean json;

    Printer(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** {@return whether JSON is asked for} */
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

    /** Prints a line; what a terminal could take for a command is escaped. */
    void line(String text) {
        out.print(JsonPointers.printable(text) + "\n");
    }

    /** Prints a text of lines as it is. */
    void text(String text) {
        out.print(text);
    }

    /** {@return a moment for a table} */
    static String moment(@Nullable Instant moment) {
        return moment == null ? "-" : moment.toString();
    }
}
