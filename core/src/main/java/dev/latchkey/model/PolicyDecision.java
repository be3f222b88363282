package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a policy does with a request that it matches (request contract, section 7). */
public enum PolicyDecision {
    /** Lets a valid service token in; shown as "Service Auth". */
    NON_IDENTITY,
    /** Passes the request on without asking who sent it. */
    BYPASS,
    /** Answers 403. */
    DENY,
    /** For people with an identity provider: stored and returned, and never lets a service token in. */
    ALLOW;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that stands for it in {@code decision}. */
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
