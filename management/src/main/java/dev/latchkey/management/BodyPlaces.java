package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.ApplicationPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leads pointers into an application, as it is kept, to where the same thing stands in the body that it was read from:
 * a body has policies in any order, and names what is covered in one of three ways. Immutable, but for the JSON in it.
 *
 * @param policies where each policy stands in the body, in the order of precedence; none where the body has none
 */
record BodyPlaces(ObjectNode body, List<String> policies) {

    private static final String DOMAIN = "/domain";

    BodyPlaces {
        policies = List.copyOf(policies);
    }

    ConfigurationException inBody(ConfigurationException refused) {
        return new ConfigurationException(
                "application", refused.faults().stream().map(this::inBody).toList());
    }

    Fault inBody(Fault fault) {
        String[] parts = fault.pointer().split("/", 4);
        if (fault.pointer().equals(DOMAIN)) {
            return new Fault(patternIn(fault), fault.message());
        } else if (parts.length < 3 || !parts[1].equals("policies")) {
            return fault;
        }
        int index = Integer.parseInt(parts[2]);
        if (index >= policies.size()) {
            return fault;
        }
        String place = policies.get(index);
        return new Fault(parts.length == 3 ? place : place + "/" + parts[3], fault.message());
    }

    /** {@return where the pattern stands that {@code fault} is about} Such a fault names the pattern. */
    private String patternIn(Fault fault) {
        return patterns().entrySet().stream()
                .filter(each -> fault.message().startsWith("the pattern " + each.getValue() + " "))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(DOMAIN);
    }

    private Map<String, String> patterns() {
        Map<String, String> patterns = new LinkedHashMap<>();
        add(DOMAIN, body.path("domain"), patterns);
        JsonNode destinations = body.path("destinations");
        for (int i = 0; i < destinations.size(); i++) {
            add("/destinations/" + i + "/uri", destinations.path(i).path("uri"), patterns);
        }
        JsonNode domains = body.path("self_hosted_domains");
        for (int i = 0; i < domains.size(); i++) {
            add("/self_hosted_domains/" + i, domains.path(i), patterns);
        }
        return patterns;
    }

    private static void add(String pointer, JsonNode text, Map<String, String> patterns) {
        if (!text.isTextual()) {
            return;
        }
        try {
            patterns.put(pointer, ApplicationPattern.parse(text.textValue()).toString());
        } catch (IllegalArgumentException toldAlready) {
            // It is no pattern, so the fault is about another one.
            return;
        }
    }
}
