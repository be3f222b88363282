package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.PatternPointers;
import dev.latchkey.model.ApplicationPattern;
import java.util.List;

/**
 * Maps pointers into a stored application to pointers into its body. A body has policies in any order, and patterns in
 * one of three members. Immutable, except for the JSON in it.
 *
 * @param patterns the patterns that were read from the body
 * @param policies the pointers to the policies in the body, in the order of precedence; empty if the body has none
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
                        .map(fault -> Faults.relocated(fault, inBody(fault.pointer())))
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
