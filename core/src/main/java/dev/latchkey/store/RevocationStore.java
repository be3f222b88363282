package dev.latchkey.store;

/**
 * Remembers sessions that were ended before their expiry. Implementations must be thread-safe.
 *
 * <p>An ended session must stay ended. A store may forget a session some time after its expiry, but its clock may have
 * been ahead. {@link EndedSessions} and {@link ForgottenSessions} handle that in bounded space.
 */
public interface RevocationStore {

    /**
     * Returns whether the session was revoked. It is called on each request with an application token or with
     * credentials that are admitted, so it must answer from memory.
     *
     * @throws Exception if the store cannot answer; the request gets 503
     */
    boolean isRevoked(RevocableSession session) throws Exception;

    /**
     * Ends a session. The method returns after the session is stored, and takes effect with the next request.
     *
     * @throws Exception if the session cannot be stored
     */
    void revoke(RevocableSession session) throws Exception;
}
