package dev.latchkey.internal.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The properties that all valid sessions of an application share. Immutable.
 *
 * @param aud the application's AUD tag
 * @param issuer an https URL without a trailing slash
 * @param epoch when all sessions of the application were last ended, in milliseconds; null if never. It is an
 *     identifier, not a limit: a session is valid only in the epoch in which it was opened, whatever the clocks say
 */
public record SessionScope(
        String aud, String issuer, @Nullable Instant epoch) {

    /** Truncates the epoch to milliseconds, as not every store keeps more. */
    public SessionScope {
        epoch = epoch == null ? null : epoch.truncatedTo(ChronoUnit.MILLIS);
    }
}
