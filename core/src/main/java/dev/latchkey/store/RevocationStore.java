package dev.latchkey.store;

/**
 * Remembers sessions that were ended before their time. Thread-safe.
 *
 * <p>An ended session stays ended, whatever clocks do. A store may forget a session some time after its end, but a clock
 * that was ahead when it did so may be put right later. {@link EndedSessions} and {@link ForgottenSessions} take care
 * of that in bounded space.
 */
public interface RevocationStore {

    /**
     * Returns whether the session was revoked. Asked on each request with an application token, so it must answer from
     * memory.
     *
     * @throws Exception if it cannot be known now; the request is answered 503
     */
    boolean isRevoked(RevocableSession session) throws Exception;

    /**
     * Ends a session. It is kept before this returns, and counts from the next request on.
     *
     * @throws Exception if it cannot be kept
     */
    void revoke(RevocableSession session) throws Exception;
}
