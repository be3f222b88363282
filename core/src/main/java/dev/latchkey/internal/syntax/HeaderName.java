package dev.latchkey.internal.syntax;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for the names of HTTP headers. Stateless. */
public final class HeaderName {

    /** Headers that carry the message or our own words, so they can't be a single header. */
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

    /** {@return whether {@code name} is a token (RFC 9110, section 5.6.2) of at most 256 characters} */
    public static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean in = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!in && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 256;
    }

    /** {@return what is wrong with {@code name} as the name of a single header, or null if nothing is} */
    public static @Nullable String faultAsSingleHeader(String name) {
        if (!isToken(name)) {
            return "must be the name of an HTTP header (an RFC 9110 token of at most 256 characters)";
        }
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
            return "must not be " + name + ", which has a meaning of its own";
        }
        return null;
    }

    /**
     * {@return whether two names are equal but for the case of letters and {@code _} standing for {@code -}} Servers and
     * gateways in the manner of CGI do not tell such names apart.
     */
    public static boolean foldsTo(String name, String other) {
        if (name.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (fold(name.charAt(i)) != fold(other.charAt(i))) {
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
