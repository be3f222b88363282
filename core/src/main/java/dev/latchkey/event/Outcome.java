package dev.latchkey.event;

import java.util.Locale;

/** The kinds of decision (request contract, section 3). */
public enum Outcome {
    /** A policy admits a valid service token. */
    LET_IN,
    /**
     * The request passes without an identity: by a bypass policy, as a preflight, or to a URL that no application
     * covers.
     */
    PASSED,
    /** The filter answers a CORS preflight. */
    PREFLIGHT_ANSWERED,
    /** 401. */
    UNAUTHENTICATED,
    /** 403. */
    FORBIDDEN,
    /** 503: the store or the keys are unavailable. */
    UNAVAILABLE,
    /** 400: the URL is ambiguous. */
    BAD_REQUEST;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word for this in logs and events, for example {@code let_in}. */
    public String word() {
        return word;
    }
}
