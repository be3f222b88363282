package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import java.math.BigDecimal;

/**
 * The limits of a body. Members without a meaning are stored as they came, but deeper inside a document, which must
 * stay readable. Stateless.
 */
final class BodyBounds {

    /** A document may be nested 64 levels deep, and a body's members are at most 5 levels deep in it. */
    private static final int DEEPEST = 56;

    /** The longest number in digits, with its exponent applied. */
    private static final int LONGEST_NUMBER = 200;

    private BodyBounds() {}

    /**
     * Checks a body.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with one fault, even if there are several
     */
    static void check(ObjectNode body) {
        Faults faults = new Faults();
        if (!isWithin(body, 1)) {
            faults.add(
                    "",
                    "nests more than " + DEEPEST + " deep, or holds a number of more than " + LONGEST_NUMBER
                            + " digits");
        }
        faults.throwIfAny("body");
    }

    /** The parser limits the depth, so this recursion cannot overflow the stack. */
    private static boolean isWithin(JsonNode node, int depth) {
        if (node.isNumber()) {
            return node.isIntegralNumber() ? isShort(node.asText()) : isShort(node.decimalValue());
        }
        boolean within = depth <= DEEPEST || !node.isContainerNode();
        for (JsonNode each : node) {
            within = within && isWithin(each, depth + 1);
        }
        return within;
    }

    private static boolean isShort(String digits) {
        return digits.length() <= LONGEST_NUMBER;
    }

    private static boolean isShort(BigDecimal number) {
        // The exponent is computed in long: it may be as large as an int.
        return number.precision() <= LONGEST_NUMBER && Math.abs((long) number.scale()) <= LONGEST_NUMBER;
    }
}
