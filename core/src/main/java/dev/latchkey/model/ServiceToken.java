package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine's credential as it is stored (management contract, section 1): who it is, the digest of its secret, and
 * until when it counts. Immutable.
 *
 * <p>The least that a store of your own has to give:
 *
 * {@snippet :
 * ServiceToken token = ServiceToken.of("<client id>", SecretDigest.parse("<64 hex>"));
 * }
 */
public final class ServiceToken {

    /** What {@code expires_at} says of a token that lasts for ever. */
    public static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    /** The life of a token unless something else is said: 8,760 hours, a year. */
    public static final Duration DEFAULT_DURATION = Duration.ofDays(365);

    /** The longest client id or secret, in characters. */
    public static final int MAX_CREDENTIAL_LENGTH = 256;

    /** As long as a client id, which is the name where there is no other. */
    private static final int MAX_NAME_LENGTH = MAX_CREDENTIAL_LENGTH;

    private static final boolean[] TOKEN68 = token68();

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
    private final long previousExpiresAtMillis;

    private ServiceToken(Builder from, SecretDigest digest) {
        this.id = from.id == null ? idOf(from.clientId) : from.id;
        this.clientId = from.clientId;
        this.name = from.name == null ? from.clientId : from.name;
        this.enabled = from.enabled;
        this.digest = digest;
        this.previousDigest = from.previousDigest;
        this.previousExpiresAt = from.previousExpiresAt;
        this.clientSecretVersion = from.clientSecretVersion;
        this.duration = from.duration;
        this.expiresAt = from.expiresAt;
        this.createdAt = from.createdAt;
        this.updatedAt = from.updatedAt;
        this.lastSeenAt = from.lastSeenAt;
        this.roles = Set.copyOf(from.roles);
        this.asWritten =
                from.asWritten.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.expiresAtMillis = expiresAt.toEpochMilli();
        this.previousExpiresAtMillis = previousExpiresAt == null ? Long.MIN_VALUE : previousExpiresAt.toEpochMilli();
    }

    private static boolean[] token68() {
        boolean[] in = new boolean[128];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
                .chars()
                .forEach(c -> in[c] = true);
        return in;
    }

    /** Returns an enabled token that lasts for ever, named by its client id. */
    public static ServiceToken of(String clientId, SecretDigest digest) {
        return builder(clientId).digest(digest).build();
    }

    /** Returns a builder of a token with this client id. */
    public static Builder builder(String clientId) {
        return new Builder(clientId);
    }

    /** Returns a builder that holds everything that this token holds. */
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

    /** Returns the id that a token gets when it is given none: always the same one for the same client id. */
    public static UUID idOf(String clientId) {
        return UUID.nameUUIDFromBytes(("latchkey:service_token:" + clientId).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether every character of {@code text} is in RFC 9110's token68 set, and there is at least one. */
    public static boolean isToken68(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TOKEN68.length || !TOKEN68[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Returns the id that policies name it by. */
    public UUID id() {
        return id;
    }

    /** Returns the public half of the credential. */
    public String clientId() {
        return clientId;
    }

    /** Returns the name for people. */
    public String name() {
        return name;
    }

    /** Returns whether it is switched on. */
    public boolean enabled() {
        return enabled;
    }

    /** Returns the digest of the current secret. */
    public SecretDigest digest() {
        return digest;
    }

    /** Returns the digest of the secret before the last rotation; null if there is none. */
    public @Nullable SecretDigest previousDigest() {
        return previousDigest;
    }

    /** Returns until when the previous secret works; null if there is none. */
    public @Nullable Instant previousExpiresAt() {
        return previousExpiresAt;
    }

    /** Returns 1, and 1 more after each rotation. */
    public int clientSecretVersion() {
        return clientSecretVersion;
    }

    /** Returns how long it was made to last; null for ever. */
    public @Nullable Duration duration() {
        return duration;
    }

    /** Returns until when it counts; {@link #FOREVER} where it does not end. */
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

    /** Returns when it was last used with success; null where it never was. */
    public @Nullable Instant lastSeenAt() {
        return lastSeenAt;
    }

    /** Returns the roles that {@code isUserInRole} answers from. */
    public Set<String> roles() {
        return roles;
    }

    /**
     * Returns members as they were written, by name, if that differs from the normal form of their value: {@code 60m}
     * rather than {@code 1h}, or a default that was set. A member whose value has changed since has no effect.
     */
    public Map<String, @Nullable Object> asWritten() {
        return asWritten;
    }

    /**
     * Returns whether a secret with this digest opens anything at that moment: it is the current one, or the previous
     * one within its grace. Says nothing of whether the token is enabled or has expired.
     *
     * @param nowMillis the moment, in milliseconds since 1970
     */
    public boolean honours(SecretDigest secret, long nowMillis) {
        return digest.matches(secret)
                || (previousDigest != null && previousDigest.matches(secret) && nowMillis < previousExpiresAtMillis);
    }

    /** Returns {@link #expiresAt()} in milliseconds since 1970. */
    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    public long previousExpiresAtMillis() {
        return previousExpiresAtMillis;
    }

    /** Returns the name and ids, never a digest. */
    @Override
    public String toString() {
        return "ServiceToken[id=" + id + ", clientId=" + clientId + ", name=" + name + ", enabled=" + enabled + "]";
    }

    /** Collects a token's members. Not thread-safe. */
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

        /** Sets the id; without it, {@link ServiceToken#idOf} gives one. */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /** Sets the name for people; without it, the client id. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** Switches it on or off; on by default. */
        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        /** Sets the digest of the secret; required. */
        public Builder digest(SecretDigest digest) {
            this.digest = digest;
            return this;
        }

        /** Sets the digest of the secret before, and until when that still works; null and null for none. */
        public Builder previous(@Nullable SecretDigest digest, @Nullable Instant expiresAt) {
            this.previousDigest = digest;
            this.previousExpiresAt = expiresAt;
            return this;
        }

        /** Sets the count of secrets that it has had, from 1. */
        public Builder clientSecretVersion(int version) {
            this.clientSecretVersion = version;
            return this;
        }

        /** Sets how long it was made to last, null for ever; {@link #expiresAt} is what counts. */
        public Builder duration(@Nullable Duration duration) {
            this.duration = duration;
            return this;
        }

        /** Sets until when it counts; for ever by default. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = expiresAt;
            return this;
        }

        /** Sets when it was made. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets when it was last changed. */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /** Sets when it was last used with success. */
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
            this.asWritten = asWritten;
            return this;
        }

        /**
         * Returns the token.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
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
                        "goes with previous_client_secret_digest: both or neither");
            }
            faults.checkMoment("/expires_at", expiresAt);
            faults.checkMoment("/previous_client_secret_expires_at", previousExpiresAt);
            // The next change counts on from it.
            faults.checkMoment("/updated_at", updatedAt);
            if (duration != null && (duration.isNegative() || duration.isZero())) {
                faults.add("/duration", "must be longer than 0s");
            }
            faults.throwIfAny("service token");
            return new ServiceToken(this, java.util.Objects.requireNonNull(digest));
        }
    }
}
