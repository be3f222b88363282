package dev.latchkey.internal.credential;

import dev.latchkey.event.Reason;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.model.RequestHeaders;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application token in the cookie {@code CF_Authorization} or the header {@code cf-access-token} (request
 * contract, section 2). It parses the {@code Cookie} header itself, as containers differ in what they drop and merge.
 */
final class TokenReader {

    static final String HEADER = "cf-access-token";
    static final String COOKIE_HEADER = "Cookie";

    private static final String COOKIE = "CF_Authorization=";

    private TokenReader() {}

    /** Returns the application token in these headers, nothing, or a fault. */
    static Presented read(RequestHeaders headers) {
        TokenText found = null;
        Enumeration<String> raw = headers.values(HEADER);
        if (raw.hasMoreElements()) {
            String jwt = Blanks.trim(raw.nextElement());
            if (raw.hasMoreElements()) {
                return new Presented.Malformed(Reason.REPEATED_HEADER);
            }
            found = TokenText.of(jwt);
        }
        Enumeration<String> cookies = headers.values(COOKIE_HEADER);
        boolean cookieSeen = false;
        while (cookies.hasMoreElements()) {
            String cookie = cookies.nextElement();
            for (TokenText next = next(cookie, 0); next != null; next = next(cookie, next.end())) {
                // An empty cookie carries no token, but it still counts as a cookie: two cookies are ambiguous.
                boolean isToken = next.length() > 0;
                if (cookieSeen || (isToken && found != null && !found.equals(next))) {
                    return new Presented.Malformed(Reason.SEVERAL_APPLICATION_TOKENS);
                }
                cookieSeen = true;
                found = isToken ? next : found;
            }
        }
        return found == null ? new Presented.Nothing() : new Presented.Token(found);
    }

    /** Returns the token if there is exactly one {@code CF_Authorization} cookie, or null. */
    static @Nullable TokenText onlyCookie(RequestHeaders headers) {
        TokenText found = null;
        Enumeration<String> cookies = headers.values(COOKIE_HEADER);
        while (cookies.hasMoreElements()) {
            String cookie = cookies.nextElement();
            for (TokenText next = next(cookie, 0); next != null; next = next(cookie, next.end())) {
                if (found != null) {
                    return null;
                }
                found = next;
            }
        }
        return found == null || found.length() == 0 ? null : found;
    }

    /** Returns the value of the first {@code CF_Authorization} cookie at or after {@code from}, or null. */
    private static @Nullable TokenText next(String cookies, int from) {
        int at = from;
        while (at < cookies.length()) {
            int start = Blanks.skip(cookies, at);
            int semicolon = cookies.indexOf(';', start);
            int end = semicolon < 0 ? cookies.length() : semicolon;
            if (cookies.startsWith(COOKIE, start)) {
                int valueEnd = end;
                while (Blanks.isBlank(cookies.charAt(valueEnd - 1))) {
                    valueEnd--;
                }
                return new TokenText(cookies, start + COOKIE.length(), valueEnd);
            }
            at = end + 1;
        }
        return null;
    }
}
