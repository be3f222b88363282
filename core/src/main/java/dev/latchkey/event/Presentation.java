package dev.latchkey.event;

import java.util.Locale;

/** How a client presented itself (request contract, section 2). */
public enum Presentation {
    /** The headers {@code CF-Access-Client-Id} and {@code CF-Access-Client-Secret}. */
    PAIR,
    /** The header that the application names in {@code read_service_tokens_from_header}. */
    SINGLE_HEADER,
    /** A signed application token, in the cookie {@code CF_Authorization} or the header {@code cf-access-token}. */
    APPLICATION_TOKEN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word for this in JSON, logs and events, for example {@code single_header}. */
    public String word() {
        return word;
    }
}
