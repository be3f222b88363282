package dev.latchkey.store;

import java.time.Instant;

/** Where sessions that ended before their time are remembered. Thread-safe. */
public interface RevocationStore {

    /**
     * {@return whether the session was revoked} Asked on each request with an application token, so it must answer from
     * memory.
     *
     * @throws Exception if it cannot be known now; the request is answered 503
     */
    boolean isRevoked(String sessionId) throws Exception;

    /**
     * Ends a session. It is kept before this returns, and counts from the next request on.
     *
     * @param until when the session would have ended by itself, after which it may be forgotten
     * @throws Exception if it cannot be kept
     */
    void revoke(String sessionId, Instant until) throws Exception;
}
