package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page of a list. Immutable.
 *
 * @param number from 1
 * @param size the number of elements: 1 to {@link #LARGEST}
 */
record Page(int number, int size) {

    /** Also the default (management contract, section 3). */
    static final int LARGEST = 1000;

    /** Returns the number of elements before this page. */
    long offset() {
        return (number - 1L) * size;
    }

    /** Returns this page of {@code all}; empty past the end, where clients stop. */
    <T> List<T> of(List<T> all) {
        int from = (int) Math.min(offset(), all.size());
        return all.subList(from, Math.min(from + size, all.size()));
    }

    /** Adds {@code result_info} of a list of {@code total} elements, of which {@code count} are on this page. */
    void describe(int count, long total, ObjectNode out) {
        out.put("page", number);
        out.put("per_page", size);
        out.put("count", count);
        out.put("total_count", total);
        out.put("total_pages", (total + size - 1) / size);
    }
}
