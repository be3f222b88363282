package dev.latchkey.internal.session;

import dev.latchkey.model.ApplicationSettings.SameSite;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats an application's {@code CF_Authorization} cookie (request contract, section 4; RFC 6265). Immutable. */
public final class SessionCookie {

    // "Expires" is sent besides "Max-Age" because one existing client reads nothing else.
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final String beforeLife;
    private final String afterLife;
    private final boolean alwaysSecure;

    /**
     * Creates a format.
     *
     * @param path the cookie's {@code Path}
     * @param alwaysSecure whether the cookie is {@code Secure} over plain HTTP as well
     */
    public SessionCookie(String path, boolean httpOnly, SameSite sameSite, boolean alwaysSecure) {
        this.beforeLife = "; Path=" + path + (httpOnly ? "; HttpOnly" : "") + "; SameSite=" + sameSite.attribute();
        this.afterLife = "; Secure";
        this.alwaysSecure = alwaysSecure;
    }

    /** Returns the {@code Set-Cookie} value that sets the token. */
    public String set(String jwt, long expiresAtMillis, long nowMillis, boolean secure) {
        long seconds = Math.max((expiresAtMillis - nowMillis) / 1000, 0);
        return line(jwt, seconds, Instant.ofEpochMilli(expiresAtMillis), secure);
    }

    /** Returns the {@code Set-Cookie} value that removes the token. */
    public String clear(boolean secure) {
        return line("", 0, Instant.EPOCH, secure);
    }

    private String line(String value, long maxAge, Instant expires, boolean secure) {
        return "CF_Authorization=" + value + beforeLife + "; Max-Age=" + maxAge + "; Expires="
                + IMF_FIXDATE.format(expires) + (secure || alwaysSecure ? afterLife : "");
    }
}
