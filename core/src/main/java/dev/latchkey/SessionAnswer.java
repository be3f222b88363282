package dev.latchkey;

import java.time.Instant;

/** What the application token of a request stands for, where a request asks about just that. */
public sealed interface SessionAnswer {

    /**
     * A good session.
     *
     * @param identity whose it is
     * @param issuedAt when it began
     * @param expiresAt when it ends by itself
     * @param clientAddress where the request came from; a word that is no address where that cannot be read
     * @param clearCookie the value of a {@code Set-Cookie} header that makes the client forget it
     */
    record Good(ServiceIdentity identity, Instant issuedAt, Instant expiresAt, String clientAddress, String clearCookie)
            implements SessionAnswer {}

    /**
     * None, a bad one, or one that can't be known now.
     *
     * @param denied how to answer: 401 or 503
     */
    record Refused(AccessDecision.Denied denied) implements SessionAnswer {}
}
