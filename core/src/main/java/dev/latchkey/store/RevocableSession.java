package dev.latchkey.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A session as a {@link RevocationStore} sees it (request contract, section 4). Immutable.
 *
 * @param id the session's id, not empty; never reused
 * @param issuedAt when the session began, by the clock of the node that opened it
 * @param expiresAt when the session ends by itself
 */
public record RevocableSession(String id, Instant issuedAt, Instant expiresAt) {

    /** Cuts off fractions of a second, which application tokens do not have and not every store keeps. */
    public RevocableSession {
        issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }
}
