package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.json.PatternPointers;
import dev.latchkey.model.ApplicationPattern;
import java.util.List;

/**
 * Leads pointers into an application, as it is kept, to where the same thing stands in the body that it was read from:
 * a body has policies in any order, and names what is covered in one of three ways. Immutable, but for the JSON in it.
 *
 * @param patterns the patterns that were read from the body
 * @param policies where each policy stands in the body, in the order of precedence; none where the body has none
 */
record BodyPointers(ObjectNode body, List<ApplicationPattern> patterns, List<String> policies) {

    BodyPointers {
        patterns = List.copyOf(patterns);
        policies = List.copyOf(policies);
    }

    ConfigurationException inBody(ConfigurationException refused) {
        return new ConfigurationException(
                "application",
                refused.faults().stream()
                        .map(fault -> fault.relocate(this::inBody))
                        .toList());
    }

    String inBody(String pointer) {
        String[] parts = pointer.split("/", 4);
        if (parts.length < 3 || !parts[1].equals("policies")) {
            return PatternPointers.locate(pointer, patterns, body);
        }
        int index = Integer.parseInt(parts[2]);
        if (index >= policies.size()) {
            return pointer;
        }
        String place = policies.get(index);
        return parts.length == 3 ? place : place + "/" + parts[3];
    }
}
