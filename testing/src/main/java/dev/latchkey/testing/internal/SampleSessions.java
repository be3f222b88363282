package dev.latchkey.testing.internal;

import dev.latchkey.store.RevocableSession;
import java.time.Duration;
import java.time.Instant;

/** Sessions for the tests of stores. */
public final class SampleSessions {

    private SampleSessions() {}

    /** Returns a session that ends in the year 9999. */
    public static RevocableSession session(String id) {
        return session(id, Instant.parse("9999-01-01T00:00:00Z"));
    }

    /** Returns a session that lasts a day. */
    public static RevocableSession session(String id, Instant expiresAt) {
        return new RevocableSession(id, expiresAt.minus(Duration.ofDays(1)), expiresAt);
    }
}
