package dev.latchkey.internal.credential;

import org.jspecify.annotations.Nullable;

/**
 * An application token as it was presented: a part of a header's value, which is not cut out until someone needs it, as
 * it is most of a kilobyte. Equal to another if the characters are, wherever they stand. Immutable; masked in print.
 */
public final class TokenText {

    private static final String COOKIE = "CF_Authorization=";

    /** How many of the last characters make the hash: they are of a signature, so as good as random. */
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

    /** {@return the token in {@code jwt}} */
    public static TokenText of(String jwt) {
        return new TokenText(jwt, 0, jwt.length());
    }

    /**
     * {@return the same token standing where clients mostly send it, alone in a {@code Cookie} header} One that is
     * kept this way is compared faster with what comes, and holds on to nothing else that the client sent.
     */
    public TokenText compact() {
        String alone = COOKIE + this.jwt();
        return new TokenText(alone, COOKIE.length(), alone.length());
    }

    /** {@return how many characters it has} */
    public int length() {
        return to - from;
    }

    /** {@return where it ends in what it was presented in} */
    int end() {
        return to;
    }

    /** {@return the token, cut out} */
    public String jwt() {
        return source.substring(from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof TokenText that) || hash != that.hash || length() != that.length()) {
            return false;
        }
        // Comparing whole strings is many times faster than comparing parts of them, and mostly enough.
        return (from == that.from && source.equals(that.source))
                || source.regionMatches(from, that.source, that.from, length());
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@return a mask} */
    @Override
    public String toString() {
        return "TokenText[masked]";
    }
}
