package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object. A member that is missing or null is read as null. So is one of the wrong type,
 * which is a fault. No message quotes a value. Not thread-safe.
 */
public final class JsonObjectReader {

    private final ObjectNode object;
    private final String pointer;
    private final Faults faults;
    private final Set<String> known = new HashSet<>();

    public JsonObjectReader(ObjectNode object, String pointer, Faults faults) {
        this.object = object;
        this.pointer = pointer;
        this.faults = faults;
    }

    /** Returns a reader of {@code node}; null, with a fault, if it is not an object. */
    public static @Nullable JsonObjectReader of(JsonNode node, String pointer, Faults faults) {
        if (node instanceof ObjectNode object) {
            return new JsonObjectReader(object, pointer, faults);
        }
        faults.add(pointer, "must be an object");
        return null;
    }

    /**
     * Reads an ID.
     *
     * @throws IllegalArgumentException if {@code text} is not an ID
     */
    public static UUID uuid(String text) {
        String dashed = text.length() == 32 ? dashed(text) : text;
        try {
            UUID id = UUID.fromString(dashed);
            // The JDK accepts shorter groups, too.
            if (id.toString().equalsIgnoreCase(dashed)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, without the text.
        }
        throw new IllegalArgumentException("must be a UUID, or its 32 hex characters");
    }

    private static String dashed(String hex) {
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    public ObjectNode object() {
        return object;
    }

    public String pointer() {
        return pointer;
    }

    public String pointer(String name) {
        return JsonPointers.member(pointer, name);
    }

    public Faults faults() {
        return faults;
    }

    public void fault(String name, String message) {
        faults.add(pointer(name), message);
    }

    /** Returns whether the member is set: not missing, null or an empty string. */
    public boolean has(String name) {
        JsonNode value = value(name);
        return value != null && !isEmptyText(value);
    }

    /** Clients send an empty string for a text that is not set (management contract, section 2). */
    private static boolean isEmptyText(JsonNode value) {
        return value.isTextual() && value.textValue().isEmpty();
    }

    /** Adds a fault if the member is not set. */
    public void require(String name, String message) {
        if (!has(name)) {
            fault(name, message);
        }
    }

    /** Returns the text, or null if there is none. */
    public @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isTextual()) {
            fault(name, "must be a string");
            return null;
        }
        return value == null || isEmptyText(value) ? null : value.textValue();
    }

    /** Returns the flag, or {@code otherwise} if there is none. */
    public boolean flag(String name, boolean otherwise) {
        Boolean flag = flag(name);
        return flag == null ? otherwise : flag;
    }

    /** Returns the flag; null if there is none or it is invalid. */
    public @Nullable Boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "must be true or false");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    /** Returns the number, or null if there is none. */
    public @Nullable Integer integer(String name) {
        JsonNode value = value(name);
        Integer number = value == null ? null : JsonValues.wholeNumber(value);
        if (value != null && number == null) {
            fault(name, "must be a whole number of at most " + Integer.MAX_VALUE);
        }
        return number;
    }

    /** Adds a fault if the member is missing, null or 0. */
    public void requireCount(String name, String message) {
        JsonNode value = value(name);
        if (value == null || (value.isNumber() && value.decimalValue().signum() == 0)) {
            fault(name, message);
        }
    }

    /** Returns a number for which 0 has no meaning; null if it is missing or 0. */
    public @Nullable Integer count(String name) {
        Integer number = integer(name);
        return number == null || number == 0 ? null : number;
    }

    /** Returns the time, or null if there is none. */
    public @Nullable Instant moment(String name) {
        return parsed(name, Rfc3339::parse);
    }

    /** Returns the parsed text, or null if there is none. An IllegalArgumentException of the parser becomes a fault. */
    public <E> @Nullable E parsed(String name, Function<String, E> parser) {
        String text = text(name);
        return text == null ? null : parse(() -> pointer(name), text, parser);
    }

    /** Returns the parsed {@code text}. An IllegalArgumentException of the parser becomes a fault. */
    <E> @Nullable E parse(String place, String text, Function<String, E> parser) {
        return parse(() -> place, text, parser);
    }

    private <E> @Nullable E parse(Supplier<String> place, String text, Function<String, E> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            faults.add(place.get(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Returns the strings of an array; none if there is no array or an element is not a string. */
    public List<String> texts(String name) {
        return Objects.requireNonNullElse(parsedTexts(name, Function.identity()), List.of());
    }

    /** Returns the parsed strings of an array; null if there is no array or a string is invalid. */
    public <E> @Nullable List<E> parsedTexts(String name, Function<String, E> parser) {
        List<E> all = new ArrayList<>();
        boolean present = each(name, (element, place) -> {
            if (element.isTextual()) {
                E value = parse(place, element.textValue(), parser);
                if (value != null) {
                    all.add(value);
                }
            } else {
                faults.add(place, "must be a string");
            }
        });
        return present && all.size() == object.path(name).size() ? all : null;
    }

    /**
     * Passes on each element of an array with its pointer.
     *
     * @return whether there is an array
     */
    public boolean each(String name, BiConsumer<JsonNode, String> to) {
        JsonNode value = value(name);
        if (value == null) {
            return false;
        } else if (!value.isArray()) {
            fault(name, "must be an array");
            return false;
        }
        String array = pointer(name);
        for (int i = 0; i < value.size(); i++) {
            to.accept(value.get(i), JsonPointers.element(array, i));
        }
        return true;
    }

    /** Returns a reader of an object; null if there is none or, with a fault, if the member is not an object. */
    public @Nullable JsonObjectReader members(String name) {
        JsonNode value = value(name);
        return value == null ? null : of(value, pointer(name), faults);
    }

    /** Adds a fault for each member that was not read. */
    public void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(name, "unknown member");
            }
        });
    }

    /** Returns the members that are not in {@code names}, as plain values, null included. */
    public Map<String, @Nullable Object> except(Set<String> names) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            if (!names.contains(member.getKey())) {
                others.put(member.getKey(), JsonValues.of(member.getValue()));
            }
        });
        return Collections.unmodifiableMap(others);
    }

    /** Returns the built object; null if the builder finds faults, which become faults of this object. */
    public <E> @Nullable E built(Supplier<E> builder) {
        try {
            return builder.get();
        } catch (ConfigurationException e) {
            faults.addAll(pointer, e);
            return null;
        }
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
