package dev.latchkey.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * How often clients have ended sessions of one service token for one application. A store remembers each ended session
 * until it would have expired, so their number must be limited. Immutable.
 *
 * @param sinceMillis when counting began, in milliseconds since 1970
 * @param count the number of ended sessions since then
 */
record Endings(long sinceMillis, int count) {

    /** How many sessions may be ended within the lifetime of one. */
    static final int MOST = 100;

    private static final Endings NONE = new Endings(0, 0);

    /** Returns the count for the successor of a token that is not reusable any more, or of none. */
    static Endings carriedOn(@Nullable Minted before, long nowMillis) {
        return before == null || before.endings().areOver(before, nowMillis) ? NONE : before.endings();
    }

    /** Returns the count for the successor of a token whose session was ended. */
    static Endings after(Minted ended, long nowMillis) {
        Endings before = carriedOn(ended, nowMillis);
        return new Endings(before.count == 0 ? nowMillis : before.sinceMillis, before.count + 1);
    }

    /** Returns whether the lifetime of the session has passed since counting began. */
    boolean areOver(Minted minted, long nowMillis) {
        // A clock that was set back starts a new count.
        long passed = nowMillis - sinceMillis;
        return passed < 0 || passed >= minted.expiresAtMillis() - minted.issuedAtMillis();
    }

    boolean areTooMany() {
        return count >= MOST;
    }
}
