package dev.latchkey.it.suite;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One piece of the app's code that ran, and what it saw. */
record JournalEntry(Map<String, String> values) {

    private static final Set<String> ENDPOINTS = Set.of("ANNOTATED", "PROGRAMMATIC", "NATIVE");

    static JournalEntry parse(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : line.split("\t", -1)) {
            int equals = pair.indexOf('=');
            values.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new JournalEntry(values);
    }

    String area() {
        return values.get("area");
    }

    /** The Client ID that the app saw; null for nobody. */
    String principal() {
        return values.get("principal");
    }

    /** Whether it is a WebSocket endpoint that was opened. */
    boolean isOpened() {
        return ENDPOINTS.contains(values.getOrDefault("reading", ""));
    }

    /** The value of a header, asked for in any letter case; null where there was none. */
    String header(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase("header:" + name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
