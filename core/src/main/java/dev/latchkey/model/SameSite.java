package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cookie attribute {@code SameSite}. */
public enum SameSite {
    /** Sends the cookie with top-level navigations from other sites, too. The default. */
    LAX("Lax"),
    /** Sends the cookie within one site only. */
    STRICT("Strict"),
    /** Always sends the cookie. Browsers accept this only from secure sites. */
    NONE("None");

    private final String attribute;

    SameSite(String attribute) {
        this.attribute = attribute;
    }

    /** Returns the attribute's value in {@code Set-Cookie}. */
    public String attribute() {
        return attribute;
    }

    /** Returns the word for this value in JSON. */
    public String word() {
        return attribute.toLowerCase(Locale.ROOT);
    }

    /** Returns the value with this word, or null. */
    public static @Nullable SameSite ofWord(String word) {
        for (SameSite each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        return null;
    }
}
