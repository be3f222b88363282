package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A form of credentials in the single header (request contract, section 2). */
public enum SingleHeaderScheme {
    /** A JSON object with both members. The default. */
    JSON,
    /** {@code Basic base64(<id>:<secret>)}. */
    BASIC,
    /** {@code Bearer {json}} and {@code Bearer <id>:<secret>}. */
    BEARER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word for this scheme in JSON. */
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
