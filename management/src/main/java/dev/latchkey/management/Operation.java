package dev.latchkey.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of an operation in the OpenAPI document. Immutable.
 *
 * @param summary a phrase in the imperative
 * @param body the schema of the request body; null for none
 * @param required the members that the body must have
 * @param result the schema of the result, or of its elements if it is a list
 * @param list whether the result is a list with pages
 * @param filters the query parameters of a list, except those for pages
 * @param status the status on success
 */
record Operation(
        String summary,
        @Nullable String body,
        List<String> required,
        String result,
        boolean list,
        List<String> filters,
        int status) {

    Operation {
        required = List.copyOf(required);
        filters = List.copyOf(filters);
    }

    /** Describes an operation without a body that answers 200. */
    static Operation of(String summary, String result) {
        return new Operation(summary, null, List.of(), result, false, List.of(), 200);
    }

    /** Describes a list. */
    static Operation list(String summary, String element, String... filters) {
        return new Operation(summary, null, List.of(), element, true, List.of(filters), 200);
    }

    Operation taking(String schema, String... members) {
        return new Operation(summary, schema, List.of(members), result, list, filters, status);
    }

    Operation answering(int success) {
        return new Operation(summary, body, required, result, list, filters, success);
    }
}
