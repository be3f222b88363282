package dev.latchkey.cli;

import dev.latchkey.internal.json.JsonPointers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text in aligned columns. Not thread-safe. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; all rows must have the same number of cells. */
    Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(JsonPointers::printable).toList());
        return this;
    }

    /** Returns the rows without trailing spaces. */
    List<String> lines() {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - length(cell))).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
