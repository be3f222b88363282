package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import java.math.BigDecimal;

/**
 * What a body may hold for it to be kept: members that mean nothing here are written down as they came, deeper within a
 * document than they stood in the body, and that must be readable afterwards. Stateless.
 */
final class BodyBounds {

    /** A document may nest 64 deep, and has a body's members 5 deep at most. */
    private static final int DEEPEST = 56;

    /** Of a number, in digits; with an exponent, also of what that stands for. */
    private static final int LONGEST_NUMBER = 200;

    private BodyBounds() {}

    /**
     * Checks a body.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with one fault of the body, whatever the number of places
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

    /** The parser has a limit of its own for depth, so this does not nest too deep for the stack. */
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
