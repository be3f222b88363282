package dev.latchkey.admin;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed of a service token (management contract, section 1, "update"); whatever is null stays as it is.
 * Immutable.
 *
 * @param name its name for people
 * @param enabled whether it is switched on
 * @param life how long it lasts, counted anew from now
 * @param clientSecretVersion one more than now to rotate, or the version of now; anything else is refused
 * @param previousClientSecretExpiresAt until when the previous secret works: with a rotation, as
 *     {@link ServiceTokens#rotate} takes it; else the grace of the last rotation, moved in either direction
 */
public record ServiceTokenUpdate(
        @Nullable String name,
        @Nullable Boolean enabled,
        @Nullable Life life,
        @Nullable Integer clientSecretVersion,
        @Nullable Instant previousClientSecretExpiresAt) {

    /** Changes nothing. */
    public static final ServiceTokenUpdate NOTHING = new ServiceTokenUpdate(null, null, null, null, null);

    /** {@return an update that switches a service token on or off} */
    public static ServiceTokenUpdate enabled(boolean enabled) {
        return new ServiceTokenUpdate(null, enabled, null, null, null);
    }

    /**
     * How long a service token lasts.
     *
     * @param duration longer than 0; null for ever
     */
    public record Life(@Nullable Duration duration) {}
}
