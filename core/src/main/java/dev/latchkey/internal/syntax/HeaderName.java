package dev.latchkey.internal.syntax;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for names of HTTP headers. Stateless. */
public final class HeaderName {

    private static final AsciiSet TOKEN = AsciiSet.lettersAnd("!#$%&'*+-.^_`|~");

    /** Headers with a meaning in HTTP or in Latchkey, which cannot serve as a single header. */
    private static final Set<String> TAKEN = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "cookie",
            "cf-access-client-id",
            "cf-access-client-secret",
            "cf-access-jwt-assertion",
            "cf-access-token");

    private HeaderName() {}

    /** Returns whether {@code name} is a token (RFC 9110, section 5.6.2) of at most 256 characters. */
    public static boolean isToken(String name) {
        return TOKEN.containsAll(name) && !name.isEmpty() && name.length() <= 256;
    }

    /** Returns why {@code name} cannot name a single header, or null. */
    public static @Nullable String faultAsSingleHeader(String name) {
        if (!isToken(name)) {
            return "must be the name of an HTTP header (an RFC 9110 token of at most 256 characters)";
        }
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
            return "must not be " + name + ", which has another meaning";
        }
        return null;
    }

    /**
     * Returns whether two names are equal if case is ignored and {@code _} equals {@code -}. CGI-like servers and
     * gateways do not distinguish such names.
     */
    public static boolean foldsTo(String name, String other) {
        return name.length() == other.length() && foldsTo(name, 0, other);
    }

    /** Returns whether {@code other} {@linkplain #foldsTo(String, String) equals} the part of {@code text} at {@code from}. */
    public static boolean foldsTo(String text, int from, String other) {
        // Most clients send names as they are documented, and this comparison costs a tenth of the other.
        if (text.startsWith(other, from)) {
            return true;
        } else if (from + other.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < other.length(); i++) {
            if (fold(text.charAt(from + i)) != fold(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char fold(char c) {
        if (c == '_') {
            return '-';
        }
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
