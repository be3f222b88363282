package dev.latchkey.internal.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads the words for the values of an enum. Immutable. */
public final class WireNames<E extends Enum<E>> implements Function<String, E> {

    private final Function<E, String> word;
    private final Map<String, E> values = new LinkedHashMap<>();

    /**
     * @param values all values
     * @param word returns the word of a value
     */
    public WireNames(E[] values, Function<E, String> word) {
        this.word = word;
        Arrays.stream(values).forEach(value -> this.values.put(word.apply(value), value));
    }

    /** Returns the word for the value. */
    public String word(E value) {
        return word.apply(value);
    }

    @Override
    public E apply(String word) {
        E value = values.get(word);
        if (value == null) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", values.keySet()));
        }
        return value;
    }
}
