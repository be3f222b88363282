package dev.latchkey.internal.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the lines and columns of members in a text. Jackson's tree has none, so the text is parsed again, but only if it
 * is refused. Immutable.
 */
final class JsonLocations {

    /** A line and a column, both from 1. */
    record Place(int line, int column) {}

    private static final Place START = new Place(1, 1);

    /** An object or array that was opened and not yet closed. */
    private static final class Container {
        private final String pointer;
        private final boolean isArray;
        private int next;

        Container(String pointer, boolean isArray) {
            this.pointer = pointer;
            this.isArray = isArray;
        }
    }

    private final Set<String> wanted = new HashSet<>();
    private final Map<String, Place> found = new HashMap<>();

    private JsonLocations(Collection<String> pointers) {
        for (String pointer : pointers) {
            String each = pointer;
            while (wanted.add(each) && !each.isEmpty()) {
                each = JsonPointers.parent(each);
            }
        }
    }

    /** Returns the locations of the members at these pointers, after reading the parser to its end. */
    static JsonLocations find(JsonParser parser, Collection<String> pointers) throws IOException {
        JsonLocations places = new JsonLocations(pointers);
        places.read(parser);
        return places;
    }

    /** Returns where the member begins; if it is missing, where the innermost object or array around it begins. */
    Place of(String pointer) {
        String each = pointer;
        while (!each.isEmpty() && !found.containsKey(each)) {
            each = JsonPointers.parent(each);
        }
        return found.getOrDefault(each, START);
    }

    private void read(JsonParser parser) throws IOException {
        Deque<Container> open = new ArrayDeque<>();
        String pointer = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            Container within = open.peek();
            if (token.isStructEnd()) {
                open.pop();
                continue;
            }
            if (token == JsonToken.FIELD_NAME && within != null) {
                pointer = JsonPointers.member(within.pointer, parser.currentName());
            } else if (within != null && within.isArray) {
                pointer = JsonPointers.element(within.pointer, within.next++);
            }
            note(pointer, parser.currentTokenLocation());
            if (token.isStructStart()) {
                open.push(new Container(pointer, token == JsonToken.START_ARRAY));
            }
        }
    }

    // The first place is the member's name, the next would be its value.
    private void note(String pointer, JsonLocation location) {
        if (wanted.contains(pointer)) {
            found.putIfAbsent(pointer, new Place(location.getLineNr(), location.getColumnNr()));
        }
    }
}
