package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a policy does with a request that it matches (request contract, section 7). */
public enum PolicyDecision {
    /** Admits a valid service token; shown as "Service Auth". */
    NON_IDENTITY,
    /** Passes the request on, without credentials. */
    BYPASS,
    /** Answers 403. */
    DENY,
    /** Has no effect: it is for people with an identity provider, and only stored and returned. */
    ALLOW;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word for this decision in JSON. */
    public String word() {
        return word;
    }

    /** Returns the decision with this word, or null. */
    public static @Nullable PolicyDecision ofWord(String word) {
        for (PolicyDecision each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        return null;
    }
}
