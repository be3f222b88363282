package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.ApplicationPattern;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates a pointer to a pattern into the pointer of that pattern in the JSON. Faults number the patterns as Latchkey
 * writes them: the first in {@code domain}, all others in {@code destinations}. Users may write them differently.
 * Stateless.
 */
public final class PatternPointers {

    private static final Pattern CANONICAL = Pattern.compile("/domain|/destinations/(\\d+)/uri");

    private PatternPointers() {}

    /**
     * Returns the pointer to the same pattern within {@code application}, or {@code pointer} itself if it is not one to a
     * pattern.
     *
     * @param patterns the patterns that were read from {@code application}
     */
    public static String locate(String pointer, List<ApplicationPattern> patterns, ObjectNode application) {
        Matcher canonical = CANONICAL.matcher(pointer);
        if (!canonical.matches()) {
            return pointer;
        }
        int index = canonical.group(1) == null ? 0 : Integer.parseInt(canonical.group(1));
        return index < patterns.size() ? locate(patterns.get(index), application) : pointer;
    }

    private static String locate(ApplicationPattern pattern, ObjectNode application) {
        if (names(application.path("domain"), pattern)) {
            return "/domain";
        }
        JsonNode destinations = application.path("destinations");
        for (int i = 0; i < destinations.size(); i++) {
            if (names(destinations.path(i).path("uri"), pattern)) {
                return "/destinations/" + i + "/uri";
            }
        }
        JsonNode domains = application.path("self_hosted_domains");
        for (int i = 0; i < domains.size(); i++) {
            if (names(domains.path(i), pattern)) {
                return "/self_hosted_domains/" + i;
            }
        }
        return "/domain";
    }

    private static boolean names(JsonNode text, ApplicationPattern pattern) {
        try {
            return text.isTextual()
                    && ApplicationPattern.parse(text.textValue()).equals(pattern);
        } catch (IllegalArgumentException invalid) {
            return false;
        }
    }
}
