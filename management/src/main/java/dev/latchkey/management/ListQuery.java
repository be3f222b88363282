package dev.latchkey.management;

import dev.latchkey.internal.fault.Faults;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request for a list (management contract, section 3). Unknown and empty parameters are ignored, because
 * clients add their own. Not thread-safe.
 */
final class ListQuery {

    private final Map<String, String[]> parameters;
    private final Faults faults = new Faults();

    private ListQuery(Map<String, String[]> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads the query.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if it is malformed
     */
    static ListQuery of(HttpServletRequest request) {
        try {
            return new ListQuery(request.getParameterMap());
        } catch (RuntimeException e) {
            // Containers report a malformed query with their own exceptions.
            Faults faults = new Faults();
            faults.add("", "the query is malformed");
            faults.throwIfAny("query");
            throw e;
        }
    }

    /** Returns the requested page; by default the first thousand elements. */
    Page page() {
        int number = number("page", 1, Integer.MAX_VALUE);
        return new Page(number, number("per_page", Page.LARGEST, Page.LARGEST));
    }

    /** Returns the parameter, or null if there is none. */
    @Nullable
    String text(String name) {
        String[] values = parameters.get(name);
        if (values == null || values.length == 0 || values[0].isEmpty()) {
            return null;
        }
        if (values.length > 1) {
            fault(name, "occurs twice");
        }
        return values[0];
    }

    boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            fault(name, "must be true or false");
        }
        return "true".equals(value);
    }

    /** Reads a number. Clients send 0 for one that they do not set. */
    private int number(String name, int otherwise, int largest) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        long number = value.matches("[0-9]{1,10}") ? Long.parseLong(value) : Long.MAX_VALUE;
        if (number > largest) {
            fault(name, "must be a whole number from 1 to " + largest);
        }
        return number == 0 || number > largest ? otherwise : (int) number;
    }

    private void fault(String name, String message) {
        faults.add("", "the query parameter " + name + " " + message);
    }

    /**
     * @throws dev.latchkey.configuration.ConfigurationException if parameters are invalid; lists all of them
     */
    void check() {
        faults.throwIfAny("query");
    }
}
