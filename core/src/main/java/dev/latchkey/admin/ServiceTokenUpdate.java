package dev.latchkey.admin;

import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.syntax.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes changes of a service token (management contract, section 1, "update"). Everything that is not set stays as
 * it is. Immutable.
 *
 * {@snippet :
 * ServiceTokenUpdate disable = ServiceTokenUpdate.builder().enabled(false).build();
 * }
 */
public final class ServiceTokenUpdate {

    final @Nullable String name;
    final @Nullable Boolean enabled;
    final @Nullable Life life;
    final @Nullable Integer clientSecretVersion;
    final @Nullable Instant previousClientSecretExpiresAt;
    final @Nullable Set<String> roles;
    final List<Fault> faults;

    private ServiceTokenUpdate(Builder from) {
        this.name = from.name;
        this.enabled = from.enabled;
        this.life = from.life;
        this.clientSecretVersion = from.clientSecretVersion;
        this.previousClientSecretExpiresAt = from.previousClientSecretExpiresAt;
        this.roles = from.roles;
        this.faults = from.faults;
    }

    /** Creates a builder of an update that changes nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A new lifetime.
     *
     * @param duration longer than 0; null for no expiry
     * @param written the text of the duration; null for its normal form
     */
    record Life(@Nullable Duration duration, @Nullable String written) {

        static final Life FOREVER = new Life(null, null);

        static Life of(Duration duration) {
            return new Life(Objects.requireNonNull(duration, "duration"), null);
        }

        /** @throws IllegalArgumentException if it is neither a duration in the notation of Go nor {@code forever} */
        static Life of(String text) {
            if (text.equals("forever")) {
                return FOREVER;
            }
            Duration duration = GoDuration.parse(text);
            return new Life(duration, GoDuration.format(duration).equals(text) ? null : text);
        }

        /** Returns the members that a token remembers as they were written. */
        Map<String, @Nullable Object> asWritten() {
            return written == null ? Map.of() : Map.of("duration", written);
        }
    }

    /** Collects the changes. Not thread-safe. */
    public static final class Builder {

        private @Nullable String name;
        private @Nullable Boolean enabled;
        private @Nullable Life life;
        private @Nullable Integer clientSecretVersion;
        private @Nullable Instant previousClientSecretExpiresAt;
        private @Nullable Set<String> roles;
        private List<Fault> faults = List.of();

        private Builder() {}

        /** Renames the token. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Enables or disables the token. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Sets how long the token lasts, counted from now. To remove the expiry, call {@link #forever}. */
        public Builder duration(Duration duration) {
            this.life = Life.of(duration);
            return this;
        }

        /**
         * Sets how long the token lasts, counted from now, such as {@code 60m} or {@code forever}. The text is kept as
         * it is.
         *
         * @throws IllegalArgumentException if it is neither a duration in the notation of Go nor {@code forever}
         */
        public Builder duration(String duration) {
            this.life = Life.of(duration);
            return this;
        }

        /** Removes the expiry. */
        public Builder forever() {
            this.life = Life.FOREVER;
            return this;
        }

        /**
         * Sets the version of the client secret. A higher version than the current one rotates the secret; any other
         * changes nothing.
         */
        public Builder clientSecretVersion(@Nullable Integer clientSecretVersion) {
            this.clientSecretVersion = clientSecretVersion;
            return this;
        }

        /**
         * Sets until when the previous secret works. Together with a rotation this is the grace of the old secret, as
         * in {@link ServiceTokens#rotate}; otherwise it moves the grace of the last rotation in either direction.
         */
        public Builder previousClientSecretExpiresAt(@Nullable Instant previousClientSecretExpiresAt) {
            this.previousClientSecretExpiresAt = previousClientSecretExpiresAt;
            return this;
        }

        /** Replaces the roles that {@code isUserInRole} answers from. */
        public Builder roles(Collection<String> roles) {
            this.roles = Set.copyOf(roles);
            return this;
        }

        /**
         * Sets faults that the caller already found, none by default. If there are any, nothing is changed, and they
         * are reported together with all other faults.
         */
        public Builder faults(List<Fault> faults) {
            this.faults = List.copyOf(faults);
            return this;
        }

        /** Builds the update. Its values are checked when it is used. */
        public ServiceTokenUpdate build() {
            return new ServiceTokenUpdate(this);
        }
    }
}
