package dev.latchkey.internal.session;

import org.jspecify.annotations.Nullable;

/** A minted application token that may be reused for a while. Thread-safe; {@link #toString} is masked. */
public final class Minted {

    /**
     * A token issued further in the future than this was minted before the clock was set back; clients might reject it.
     */
    private static final long CLOCK_STEP_MILLIS = 10_000;

    /** The last cookie line. It is valid for one second, as {@code Max-Age} counts down. */
    private record CookieLine(SessionCookie cookie, long second, boolean secure, String text) {}

    private final ApplicationTokens.Mintage mintage;
    private final Session session;
    private final Endings endings;
    private final long reuseUntilMillis;
    private volatile @Nullable CookieLine lastLine;

    Minted(ApplicationTokens.Mintage mintage, Session session, Endings endings) {
        this.mintage = mintage;
        this.session = session;
        this.endings = endings;
        this.reuseUntilMillis = session.issuedAtMillis() + (session.expiresAtMillis() - session.issuedAtMillis()) / 2;
    }

    /** Returns the cache key. */
    ApplicationTokens.Mintage mintage() {
        return mintage;
    }

    Endings endings() {
        return endings;
    }

    /**
     * Returns whether clients may get the token. They may not if they ended too many sessions within the lifetime of
     * one: each has to be remembered until it would have expired.
     *
     * @param nowMillis the current time, in milliseconds since 1970
     */
    public boolean mayOpenSession(long nowMillis) {
        return !endings.areTooMany() || endings.areOver(this, nowMillis);
    }

    /** Returns the session of the token. */
    public Session session() {
        return session;
    }

    /** Returns the application token for client and app; it must not be logged. */
    public String jwt() {
        return session.jwt();
    }

    /** Returns the time of issue, in milliseconds since 1970. */
    public long issuedAtMillis() {
        return session.issuedAtMillis();
    }

    /** Returns the expiry, in milliseconds since 1970. */
    public long expiresAtMillis() {
        return session.expiresAtMillis();
    }

    /**
     * Returns the {@code Set-Cookie} value that carries the token.
     *
     * @param cookie the cookie settings of the application
     * @param nowMillis the current time, in milliseconds since 1970
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

    /** Returns a masked text. */
    @Override
    public String toString() {
        return "Minted[masked]";
    }
}
