package dev.latchkey.store;

import java.time.Instant;

/**
 * A session as a {@link RevocationStore} sees it (request contract, section 4). Immutable.
 *
 * @param id the session's id, not empty; never reused
 * @param issuedAt when the session began, by the clock of the node that opened it
 * @param expiresAt when the session ends by itself
 */
public record RevocableSession(String id, Instant issuedAt, Instant expiresAt) {}
