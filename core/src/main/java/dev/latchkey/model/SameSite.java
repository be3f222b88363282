package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cookie attribute {@code SameSite}. */
public enum SameSite {
    /** Sent with top-level navigations from other sites, too. The default. */
    LAX("Lax"),
    /** Sent within one site only. */
    STRICT("Strict"),
    /** Always sent; browsers take it only from secure sites. */
    NONE("None");

    private final String attribute;

    SameSite(String attribute) {
        this.attribute = attribute;
    }

    /** Returns the attribute's value in {@code Set-Cookie}. */
    public String attribute() {
        return attribute;
    }

    /** Returns the word that stands for it in {@code same_site_cookie_attribute}. */
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
