package dev.latchkey.event;

import java.util.Locale;

/** The kinds of decision (request contract, section 3). */
public enum Outcome {
    /** A valid service token that a policy lets in. */
    LET_IN,
    /** Passed on with no identity: a bypass policy, a preflight, or no application and unmatched requests allowed. */
    PASSED,
    /** A CORS preflight that was answered in the application's stead. */
    PREFLIGHT_ANSWERED,
    /** 401. */
    UNAUTHENTICATED,
    /** 403. */
    FORBIDDEN,
    /** 503: the store or the keys could not be reached. */
    UNAVAILABLE,
    /** 400: a URL that the container and the filter could read differently. */
    BAD_REQUEST;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that stands for this in logs and events, for example {@code let_in}. */
    public String word() {
        return word;
    }
}
