package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.AsciiSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored service token (management contract, section 1): the identity of a machine, with the digest of its secret and
 * its expiry. Immutable.
 *
 * <p>The minimum that your own store must provide:
 *
 * {@snippet :
 * ServiceToken token = ServiceToken.of("<client id>", SecretDigest.parse("<64 hex>"));
 * }
 */
public final class ServiceToken {

    /** The {@code expires_at} of a token without expiry. */
    public static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    /** The default lifetime: 8,760 hours, one year. */
    public static final Duration DEFAULT_DURATION = Duration.ofDays(365);

    /** The maximum length of a Client ID or secret, in characters. */
    public static final int MAX_CREDENTIAL_LENGTH = 256;

    /** The length of a Client ID, which is the default name. */
    private static final int MAX_NAME_LENGTH = MAX_CREDENTIAL_LENGTH;

    private static final AsciiSet TOKEN68 = AsciiSet.lettersAnd("-._~+/=");

    private final UUID id;
    private final String clientId;
    private final String name;
    private final boolean enabled;
    private final SecretDigest digest;
    private final @Nullable SecretDigest previousDigest;
    private final @Nullable Instant previousExpiresAt;
    private final int clientSecretVersion;
    private final @Nullable Duration duration;
    private final Instant expiresAt;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant updatedAt;
    private final @Nullable Instant lastSeenAt;
    private final Set<String> roles;
    private final Map<String, @Nullable Object> asWritten;
    private final long expiresAtMillis;

    private ServiceToken(Builder from, SecretDigest digest) {
        this.id = from.id == null ? idOf(from.clientId) : from.id;
        this.clientId = from.clientId;
        this.name = from.name == null ? from.clientId : from.name;
        this.enabled = from.enabled;
        this.digest = digest;
        this.previousDigest = from.previousDigest;
        this.previousExpiresAt = from.previousExpiresAt;
        this.clientSecretVersion = from.clientSecretVersion;
        // Tokens are many, and most share these: one object for equal values.
        this.duration = DEFAULT_DURATION.equals(from.duration) ? DEFAULT_DURATION : from.duration;
        this.expiresAt = from.expiresAt;
        this.createdAt = from.createdAt;
        this.updatedAt = Objects.equals(from.updatedAt, from.createdAt) ? from.createdAt : from.updatedAt;
        this.lastSeenAt = from.lastSeenAt;
        this.roles = Set.copyOf(from.roles);
        this.asWritten =
                from.asWritten.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.expiresAtMillis = expiresAt.toEpochMilli();
    }

    /** Creates an enabled token that never expires. Its name is the Client ID. */
    public static ServiceToken of(String clientId, SecretDigest digest) {
        return builder(clientId).digest(digest).build();
    }

    /** Creates a builder of a token with this Client ID. */
    public static Builder builder(String clientId) {
        return new Builder(clientId);
    }

    /** Creates a builder with all values of this token. */
    public Builder toBuilder() {
        Builder builder = new Builder(clientId);
        builder.id = id;
        builder.name = name;
        builder.enabled = enabled;
        builder.digest = digest;
        builder.previousDigest = previousDigest;
        builder.previousExpiresAt = previousExpiresAt;
        builder.clientSecretVersion = clientSecretVersion;
        builder.duration = duration;
        builder.expiresAt = expiresAt;
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        builder.lastSeenAt = lastSeenAt;
        builder.roles = roles;
        builder.asWritten = asWritten;
        return builder;
    }

    /** Returns the default ID for this Client ID. */
    public static UUID idOf(String clientId) {
        return UUID.nameUUIDFromBytes(("latchkey:service_token:" + clientId).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether {@code text} is not empty and has only characters of RFC 9110's token68 set. */
    public static boolean isToken68(String text) {
        return TOKEN68.containsAll(text) && !text.isEmpty();
    }

    /** Returns the ID, by which policies refer to the token. */
    public UUID id() {
        return id;
    }

    /** Returns the Client ID, the public part of the credentials. */
    public String clientId() {
        return clientId;
    }

    /** Returns the display name. */
    public String name() {
        return name;
    }

    /** Returns whether the token is enabled. */
    public boolean enabled() {
        return enabled;
    }

    /** Returns the digest of the current secret. */
    public SecretDigest digest() {
        return digest;
    }

    /** Returns the digest of the previous secret; null if there is none. */
    public @Nullable SecretDigest previousDigest() {
        return previousDigest;
    }

    /** Returns until when the previous secret works; null if there is none. */
    public @Nullable Instant previousExpiresAt() {
        return previousExpiresAt;
    }

    /** Returns the version of the secret: 1, plus 1 for each rotation. */
    public int clientSecretVersion() {
        return clientSecretVersion;
    }

    /** Returns the lifetime; null for no expiry. */
    public @Nullable Duration duration() {
        return duration;
    }

    /** Returns the expiry; {@link #FOREVER} for none. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Returns the time of creation; null if unknown. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** Returns the time of the last change; null if unknown. */
    public @Nullable Instant updatedAt() {
        return updatedAt;
    }

    /** Returns the time of the last successful use; null if there was none. */
    public @Nullable Instant lastSeenAt() {
        return lastSeenAt;
    }

    /** Returns the roles that {@code isUserInRole} answers from. */
    public Set<String> roles() {
        return roles;
    }

    /**
     * Returns members as they were written, by name, if that differs from the normal form of their value, such as
     * {@code 60m} instead of {@code 1h}. Entries whose value has changed have no effect.
     */
    public Map<String, @Nullable Object> asWritten() {
        return asWritten;
    }

    /**
     * Returns whether this is the digest of the current secret, or of the previous one within its grace. Does not check
     * whether the token is enabled or has expired.
     *
     * @param nowMillis the current time, in milliseconds since 1970
     */
    public boolean honors(SecretDigest secret, long nowMillis) {
        return digest.matches(secret)
                || (previousDigest != null && previousDigest.matches(secret) && nowMillis < previousExpiresAtMillis());
    }

    /** Returns {@link #expiresAt()} in milliseconds since 1970. */
    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    /** Returns {@link #previousExpiresAt()} in milliseconds since 1970; the smallest number if there is none. */
    public long previousExpiresAtMillis() {
        return previousExpiresAt == null ? Long.MIN_VALUE : previousExpiresAt.toEpochMilli();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ServiceToken that
                        && id.equals(that.id)
                        && clientId.equals(that.clientId)
                        && name.equals(that.name)
                        && enabled == that.enabled
                        && digest.equals(that.digest)
                        && Objects.equals(previousDigest, that.previousDigest)
                        && Objects.equals(previousExpiresAt, that.previousExpiresAt)
                        && clientSecretVersion == that.clientSecretVersion
                        && Objects.equals(duration, that.duration)
                        && expiresAt.equals(that.expiresAt)
                        && Objects.equals(createdAt, that.createdAt)
                        && Objects.equals(updatedAt, that.updatedAt)
                        && Objects.equals(lastSeenAt, that.lastSeenAt)
                        && roles.equals(that.roles)
                        && asWritten.equals(that.asWritten));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Returns the name and the IDs, never a digest. */
    @Override
    public String toString() {
        return "ServiceToken[id=" + id + ", clientId=" + clientId + ", name=" + name + ", enabled=" + enabled + "]";
    }

    /** Builds a service token. Not thread-safe. */
    public static final class Builder {

        private final String clientId;
        private @Nullable UUID id;
        private @Nullable String name;
        private boolean enabled = true;
        private @Nullable SecretDigest digest;
        private @Nullable SecretDigest previousDigest;
        private @Nullable Instant previousExpiresAt;
        private int clientSecretVersion = 1;
        private @Nullable Duration duration;
        private Instant expiresAt = FOREVER;
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;
        private @Nullable Instant lastSeenAt;
        private Set<String> roles = Set.of();
        private Map<String, @Nullable Object> asWritten = Map.of();

        private Builder(String clientId) {
            this.clientId = clientId;
        }

        /** Sets the ID; by default {@link ServiceToken#idOf} of the Client ID. */
        public Builder id(UUID id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Sets the display name; the Client ID by default. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Sets whether the token is enabled; true by default. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Sets the digest of the secret; required. */
        public Builder digest(SecretDigest digest) {
            this.digest = Objects.requireNonNull(digest, "digest");
            return this;
        }

        /** Sets the digest of the previous secret and the end of its grace; both null, the default, for none. */
        public Builder previous(@Nullable SecretDigest digest, @Nullable Instant expiresAt) {
            this.previousDigest = digest;
            this.previousExpiresAt = expiresAt;
            return this;
        }

        /** Sets the version of the secret; 1 by default. */
        public Builder clientSecretVersion(int version) {
            this.clientSecretVersion = version;
            return this;
        }

        /** Sets the lifetime; null for no expiry. Only {@link #expiresAt} decides when the token expires. */
        public Builder duration(@Nullable Duration duration) {
            this.duration = duration;
            return this;
        }

        /** Sets the expiry; none by default. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = Objects.requireNonNull(expiresAt, "expiresAt");
            return this;
        }

        /** Sets the time of creation. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets the time of the last change. */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /** Sets the time of the last successful use. */
        public Builder lastSeenAt(@Nullable Instant lastSeenAt) {
            this.lastSeenAt = lastSeenAt;
            return this;
        }

        /** Sets the roles that {@code isUserInRole} answers from. */
        public Builder roles(Collection<String> roles) {
            this.roles = Set.copyOf(roles);
            return this;
        }

        /** Sets members as they were written, by name, so that they are returned in that form; empty by default. */
        public Builder asWritten(Map<String, @Nullable Object> asWritten) {
            this.asWritten = Objects.requireNonNull(asWritten, "asWritten");
            return this;
        }

        /**
         * Builds the token.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
         */
        public ServiceToken build() {
            Faults faults = new Faults();
            if (clientId.length() > MAX_CREDENTIAL_LENGTH || !isToken68(clientId)) {
                faults.add("/client_id", "must be 1 to 256 characters of A-Z a-z 0-9 - . _ ~ + / =");
            }
            if (name != null && (name.isBlank() || name.length() > MAX_NAME_LENGTH)) {
                faults.add("/name", "must be 1 to 256 characters and not blank");
            }
            if (name != null
                    && (name.indexOf('\0') >= 0
                            || !StandardCharsets.UTF_8.newEncoder().canEncode(name))) {
                // A database cannot store them.
                faults.add("/name", "must not contain NUL or half of a surrogate pair");
            }
            if (digest == null) {
                faults.add("/client_secret_digest", "is missing");
            }
            if (clientSecretVersion < 1) {
                faults.add("/client_secret_version", "must be 1 or more, not " + clientSecretVersion);
            }
            if ((previousDigest == null) != (previousExpiresAt == null)) {
                faults.add(
                        "/previous_client_secret_expires_at",
                        "must be set together with previous_client_secret_digest");
            }
            faults.checkMoment("/expires_at", expiresAt);
            faults.checkMoment("/previous_client_secret_expires_at", previousExpiresAt);
            // The next change counts on from it.
            faults.checkMoment("/updated_at", updatedAt);
            if (duration != null && (duration.isNegative() || duration.isZero())) {
                faults.add("/duration", "must be longer than 0s");
            }
            faults.throwIfAny("service token");
            return new ServiceToken(this, Objects.requireNonNull(digest));
        }
    }
}
