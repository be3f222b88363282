package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts JSON of unknown members to plain maps, lists, strings, numbers, booleans and null, and back to the same JSON.
 * Stateless.
 */
public final class JsonValues {

    private JsonValues() {}

    /** Returns the whole number, or null if it is none or too large. Some clients write {@code 1.0} for 1. */
    static @Nullable Integer wholeNumber(JsonNode node) {
        boolean isWhole = node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToInt();
        return isWhole ? node.intValue() : null;
    }

    /**
     * Returns whether a value sets nothing: null, false, 0, a blank text, or an array or object of only such values.
     */
    public static boolean saysNothing(JsonNode value) {
        if (value.isContainerNode()) {
            for (JsonNode each : value) {
                if (!saysNothing(each)) {
                    return false;
                }
            }
            return true;
        }
        boolean isZero = value.isNumber() && value.decimalValue().signum() == 0;
        boolean isFalse = value.isBoolean() && !value.booleanValue();
        return value.isNull()
                || isZero
                || isFalse
                || (value.isTextual() && value.textValue().isBlank());
    }

    /** Returns {@code node} as a plain, unmodifiable value. */
    public static @Nullable Object of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return of(object);
        } else if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(element -> list.add(of(element)));
            return Collections.unmodifiableList(list);
        } else if (node.isTextual()) {
            return node.textValue();
        } else if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }

    /** Returns {@code object} as a plain, unmodifiable map in the order of its members. */
    public static Map<String, @Nullable Object> of(ObjectNode object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.properties().forEach(member -> map.put(member.getKey(), of(member.getValue())));
        return Collections.unmodifiableMap(map);
    }

    /**
     * Returns {@code value} as JSON.
     *
     * @throws IllegalArgumentException if it is not plain; the message does not quote it
     */
    public static JsonNode node(@Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value == null) {
            return NullNode.getInstance();
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((name, member) -> object.set(String.valueOf(name), node(member)));
            return object;
        } else if (value instanceof Collection<?> list) {
            ArrayNode array = nodes.arrayNode(list.size());
            list.forEach(element -> array.add(node(element)));
            return array;
        } else if (value instanceof String text) {
            return nodes.textNode(text);
        } else if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        return number(value);
    }

    private static JsonNode number(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return nodes.numberNode(((Number) value).intValue());
        } else if (value instanceof Long number) {
            return nodes.numberNode(number);
        } else if (value instanceof BigInteger number) {
            return nodes.numberNode(number);
        } else if (value instanceof BigDecimal number) {
            return nodes.numberNode(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return nodes.numberNode(BigDecimal.valueOf(number));
        } else if (value instanceof Float number && Float.isFinite(number)) {
            return nodes.numberNode(new BigDecimal(number.toString()));
        }
        throw new IllegalArgumentException("contains a " + value.getClass().getName()
                + ", which is not a plain map, list, text, number or boolean");
    }
}
