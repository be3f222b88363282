package dev.latchkey.internal.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions that count at an application have in common. Immutable.
 *
 * @param aud the application's AUD tag
 * @param issuer an https URL with no trailing slash
 * @param epoch when all of the application's sessions were last ended, to the millisecond; null where they never were.
 *     It is a name and no limit: a session counts in the epoch in which it was opened and in no other, whatever any
 *     clock says
 */
public record SessionScope(
        String aud, String issuer, @Nullable Instant epoch) {

    /** Cuts off what is below a millisecond: not every store keeps that. */
    public SessionScope {
        epoch = epoch == null ? null : epoch.truncatedTo(ChronoUnit.MILLIS);
    }
}
