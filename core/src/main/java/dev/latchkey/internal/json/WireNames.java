package dev.latchkey.internal.json;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the words for the values of an enum. Immutable. */
public final class WireNames<E extends Enum<E>> implements Function<String, E> {

    private final Function<E, String> word;
    private final Function<String, @Nullable E> ofWord;
    private final String refusal;

    /**
     * @param values all values
     * @param word returns the word of a value
     * @param ofWord returns the value of a word; null for an unknown word
     */
    public WireNames(E[] values, Function<E, String> word, Function<String, @Nullable E> ofWord) {
        this.word = word;
        this.ofWord = ofWord;
        this.refusal = "must be one of " + Arrays.stream(values).map(word).collect(Collectors.joining(", "));
    }

    /** Returns the word for the value. */
    public String word(E value) {
        return word.apply(value);
    }

    @Override
    public E apply(String word) {
        E value = ofWord.apply(word);
        if (value == null) {
            throw new IllegalArgumentException(refusal);
        }
        return value;
    }
}
