package dev.latchkey.internal.session;

import dev.latchkey.model.SameSite;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How an application writes its cookie {@code CF_Authorization} (request contract, section 4; RFC 6265). Immutable.
 */
public final class SessionCookie {

    // "Expires" stands beside "Max-Age" because one existing client reads nothing else.
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final String beforeLife;
    private final String afterLife;
    private final boolean alwaysSecure;

    /**
     * @param path the cookie's {@code Path}
     * @param alwaysSecure whether it is {@code Secure} on plain HTTP, too
     */
    public SessionCookie(String path, boolean httpOnly, SameSite sameSite, boolean alwaysSecure) {
        this.beforeLife = "; Path=" + path + (httpOnly ? "; HttpOnly" : "") + "; SameSite=" + sameSite.attribute();
        this.afterLife = "; Secure";
        this.alwaysSecure = alwaysSecure;
    }

    /** {@return the value of {@code Set-Cookie} that gives the client this token} */
    public String set(String jwt, long expiresAtMillis, long nowMillis, boolean secure) {
        long seconds = Math.max((expiresAtMillis - nowMillis) / 1000, 0);
        return line(jwt, seconds, Instant.ofEpochMilli(expiresAtMillis), secure);
    }

    /** {@return the value of {@code Set-Cookie} that makes the client forget its token} */
    public String clear(boolean secure) {
        return line("", 0, Instant.EPOCH, secure);
    }

    private String line(String value, long maxAge, Instant expires, boolean secure) {
        return "CF_Authorization=" + value + beforeLife + "; Max-Age=" + maxAge + "; Expires="
                + IMF_FIXDATE.format(expires) + (secure || alwaysSecure ? afterLife : "");
    }
}
