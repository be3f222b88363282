package dev.latchkey.internal.credential;

import org.jspecify.annotations.Nullable;

/**
 * A presented application token, as a part of a header value that is copied only when needed. Two are equal if their
 * characters are. Immutable; {@link #toString} is masked.
 */
public final class TokenText {

    private static final String COOKIE = "CF_Authorization=";

    /** How many trailing characters the hash covers. They belong to the signature and are effectively random. */
    private static final int HASHED = 16;

    private final String source;
    private final int from;
    private final int to;
    private final int hash;

    TokenText(String source, int from, int to) {
        this.source = source;
        this.from = from;
        this.to = to;
        int h = to - from;
        for (int i = Math.max(from, to - HASHED); i < to; i++) {
            h = 31 * h + source.charAt(i);
        }
        this.hash = h;
    }

    /** Returns the token in {@code jwt}. */
    public static TokenText of(String jwt) {
        return new TokenText(jwt, 0, jwt.length());
    }

    /**
     * Returns the same token as the only cookie of a {@code Cookie} header, the most common form. This compares faster
     * with later requests, and does not retain other data of the client.
     */
    public TokenText compact() {
        String alone = COOKIE + this.jwt();
        return new TokenText(alone, COOKIE.length(), alone.length());
    }

    /** Returns the number of characters. */
    public int length() {
        return to - from;
    }

    /** Returns the end index in the header value. */
    int end() {
        return to;
    }

    /** Returns the token as a string. */
    public String jwt() {
        return source.substring(from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof TokenText that) || hash != that.hash || length() != that.length()) {
            return false;
        }
        // Comparing whole strings is much faster than comparing regions, and usually sufficient.
        return (from == that.from && source.equals(that.source))
                || source.regionMatches(from, that.source, that.from, length());
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns a masked text. */
    @Override
    public String toString() {
        return "TokenText[masked]";
    }
}
