package dev.latchkey.admin;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of a service token. Immutable.
 *
 * @param duration at least one second; null for no expiry
 * @param expiresAt the expiry; {@link ServiceToken#FOREVER} for none
 */
record Lifetime(@Nullable Duration duration, Instant expiresAt) {

    /** The longest duration whose text can be read; see {@link dev.latchkey.internal.syntax.GoDuration}. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE).truncatedTo(ChronoUnit.SECONDS);

    private static final Lifetime ENDLESS = new Lifetime(null, ServiceToken.FOREVER);

    /** Returns the lifetime {@code wanted}, counted from now. Adds faults to {@code faults}. */
    static Lifetime from(Instant now, @Nullable Duration wanted, Faults faults) {
        if (wanted == null) {
            return ENDLESS;
        }
        if (wanted.toSeconds() < 1) {
            faults.add("/duration", "must be 1s or more");
            return ENDLESS;
        }
        // Compared before it is added: a moment has an end of its own.
        if (wanted.compareTo(LONGEST) > 0 || wanted.compareTo(Duration.between(now, ServiceToken.FOREVER)) >= 0) {
            faults.add("/duration", "must be 292 years or less; use forever for no expiry");
            return ENDLESS;
        }
        return new Lifetime(wanted, now.plus(wanted).truncatedTo(ChronoUnit.MILLIS));
    }
}
