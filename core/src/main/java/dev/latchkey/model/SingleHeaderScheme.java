package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A form in which the single header may hold credentials (request contract, section 2). */
public enum SingleHeaderScheme {
    /** A JSON object with both members. On by default. */
    JSON,
    /** {@code Basic base64(<id>:<secret>)}. */
    BASIC,
    /** {@code Bearer {json}} and {@code Bearer <id>:<secret>}. */
    BEARER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that stands for it in {@code single_header_schemes}. */
    public String word() {
        return word;
    }

    /** Returns the scheme with this word, or null. */
    public static @Nullable SingleHeaderScheme ofWord(String word) {
        for (SingleHeaderScheme each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        return null;
    }
}
