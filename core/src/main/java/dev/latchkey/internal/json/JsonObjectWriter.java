package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Adds members to a JSON object unless they are null or empty. Stateless. */
public final class JsonObjectWriter {

    private JsonObjectWriter() {}

    public static void put(ObjectNode out, String name, @Nullable Instant moment) {
        if (moment != null) {
            out.put(name, moment.toString());
        }
    }

    public static void put(ObjectNode out, String name, @Nullable String text) {
        if (text != null) {
            out.put(name, text);
        }
    }

    /** Adds {@code texts} unless there are none. */
    public static void put(ObjectNode out, String name, Collection<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = out.putArray(name);
            texts.forEach(array::add);
        }
    }
}
