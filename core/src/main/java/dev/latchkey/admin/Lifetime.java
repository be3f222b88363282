package dev.latchkey.admin;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a service token lasts, and until when that is. Immutable.
 *
 * @param duration at least one second; null for ever
 * @param expiresAt when that is over; {@link ServiceToken#FOREVER} for never
 */
record Lifetime(@Nullable Duration duration, Instant expiresAt) {

    /** The longest that a duration's text is read back as; see {@link dev.latchkey.internal.syntax.GoDuration}. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE).truncatedTo(ChronoUnit.SECONDS);

    private static final Lifetime ENDLESS = new Lifetime(null, ServiceToken.FOREVER);

    /**
     * Returns the life that begins now, for {@code wanted}. What is wrong with that is added to
     * {@code faults}.
     */
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
            faults.add("/duration", "must be 292 years or less; forever is for what is to last longer");
            return ENDLESS;
        }
        return new Lifetime(wanted, now.plus(wanted).truncatedTo(ChronoUnit.MILLIS));
    }
}
