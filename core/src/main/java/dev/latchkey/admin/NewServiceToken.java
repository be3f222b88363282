package dev.latchkey.admin;

import dev.latchkey.configuration.Fault;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a service token to create or import (management contract, section 1). Immutable.
 *
 * {@snippet :
 * NewServiceToken wanted = NewServiceToken.builder().name("ci").roles(List.of("deploy")).build();
 * }
 */
public final class NewServiceToken {

    final @Nullable String name;
    final ServiceTokenUpdate.Life life;
    final boolean enabled;
    final int clientSecretVersion;
    final Set<String> roles;
    final List<Fault> faults;

    private NewServiceToken(Builder from) {
        this.name = from.name;
        this.life = from.life;
        this.enabled = from.enabled;
        this.clientSecretVersion = from.clientSecretVersion;
        this.roles = from.roles;
        this.faults = from.faults;
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings of a new service token. Not thread-safe. */
    public static final class Builder {

        private @Nullable String name;
        private ServiceTokenUpdate.Life life = ServiceTokenUpdate.Life.of(ServiceToken.DEFAULT_DURATION);
        private boolean enabled = true;
        private int clientSecretVersion = 1;
        private Set<String> roles = Set.of();
        private List<Fault> faults = List.of();

        private Builder() {}

        /** Sets the display name. Required to create a token; an imported token has its Client ID by default. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets how long the token lasts; {@link ServiceToken#DEFAULT_DURATION} by default. For a token that does not
         * expire, call {@link #forever}.
         */
        public Builder duration(Duration duration) {
            this.life = ServiceTokenUpdate.Life.of(duration);
            return this;
        }

        /**
         * Sets how long the token lasts, such as {@code 60m} or {@code forever}. The text is kept as it is.
         *
         * @throws IllegalArgumentException if it is neither a duration in the notation of Go nor {@code forever}
         */
        public Builder duration(String duration) {
            this.life = ServiceTokenUpdate.Life.of(duration);
            return this;
        }

        /** Creates a token that does not expire. */
        public Builder forever() {
            this.life = ServiceTokenUpdate.Life.FOREVER;
            return this;
        }

        /** Sets whether the token is enabled from the start; true by default. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Sets the version of the first secret, from which rotations count on; 1 by default. */
        public Builder clientSecretVersion(int version) {
            this.clientSecretVersion = version;
            return this;
        }

        /** Sets the roles that {@code isUserInRole} answers from; none by default. */
        public Builder roles(Collection<String> roles) {
            this.roles = Set.copyOf(roles);
            return this;
        }

        /**
         * Sets faults that the caller already found, none by default. If there are any, no token is made, and they are
         * reported together with all other faults.
         */
        public Builder faults(List<Fault> faults) {
            this.faults = List.copyOf(faults);
            return this;
        }

        /** Builds the description. Its values are checked when it is used. */
        public NewServiceToken build() {
            return new NewServiceToken(this);
        }
    }
}
