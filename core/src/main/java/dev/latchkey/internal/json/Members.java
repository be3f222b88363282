package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.syntax.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Adds members to a JSON object, all but those that say nothing. Stateless. */
public final class Members {

    private Members() {}

    public static void put(ObjectNode out, String name, @Nullable Instant moment) {
        if (moment != null) {
            out.put(name, moment.toString());
        }
    }

    public static void put(ObjectNode out, String name, @Nullable Duration duration) {
        if (duration != null) {
            out.put(name, GoDuration.format(duration));
        }
    }

    public static void put(ObjectNode out, String name, @Nullable String text) {
        if (text != null) {
            out.put(name, text);
        }
    }

    /** {@return what is written of {@code moment}, or null where there is none} */
    static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    /** {@return what is written of {@code duration}, or null where there is none} */
    static @Nullable String text(@Nullable Duration duration) {
        return duration == null ? null : GoDuration.format(duration);
    }

    /** Adds {@code value} unless it is the default. */
    public static void put(ObjectNode out, String name, boolean value, boolean byDefault) {
        if (value != byDefault) {
            out.put(name, value);
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
