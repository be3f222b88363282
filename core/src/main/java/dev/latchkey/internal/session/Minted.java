package dev.latchkey.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * An application token that we minted, and how long it may be handed out. Thread-safe; masked in print.
 */
public final class Minted {

    /** Further back than this, a clock was put back, and the token would look like one from the future. */
    private static final long CLOCK_STEP_MILLIS = 10_000;

    /** A line that was written before: good for one second, as it counts down. */
    private record CookieLine(SessionCookie cookie, long second, boolean secure, String text) {}

    private final Session session;
    private final long reuseUntilMillis;
    private volatile @Nullable CookieLine lastLine;

    Minted(Session session) {
        this.session = session;
        this.reuseUntilMillis = session.issuedAtMillis() + (session.expiresAtMillis() - session.issuedAtMillis()) / 2;
    }

    /** {@return the session that it stands for} */
    public Session session() {
        return session;
    }

    /** {@return the application token itself} For the client and the application; not for logs. */
    public String jwt() {
        return session.jwt();
    }

    /** {@return when it was minted, in milliseconds since 1970} */
    public long issuedAtMillis() {
        return session.issuedAtMillis();
    }

    /** {@return when it ends by itself, in milliseconds since 1970} */
    public long expiresAtMillis() {
        return session.expiresAtMillis();
    }

    /** {@return when half its life is over, from when on another is minted, in milliseconds since 1970} */
    public long reuseUntilMillis() {
        return reuseUntilMillis;
    }

    /**
     * {@return the value of {@code Set-Cookie} that gives it to the client}
     *
     * @param cookie how the application writes its cookie
     * @param nowMillis the moment, in milliseconds since 1970
     * @param secure whether the request came over TLS
     */
    public String setCookie(SessionCookie cookie, long nowMillis, boolean secure) {
        long second = nowMillis / 1000;
        CookieLine line = lastLine;
        if (line == null || line.second() != second || line.cookie() != cookie || line.secure() != secure) {
            line = new CookieLine(cookie, second, secure, cookie.set(jwt(), expiresAtMillis(), nowMillis, secure));
            lastLine = line;
        }
        return line.text();
    }

    boolean isReusable(SigningKey newest, long nowMillis) {
        return nowMillis < reuseUntilMillis
                && nowMillis >= session.issuedAtMillis() - CLOCK_STEP_MILLIS
                && newest.kid().equals(session.kid());
    }

    /** {@return a mask} */
    @Override
    public String toString() {
        return "Minted[masked]";
    }
}
