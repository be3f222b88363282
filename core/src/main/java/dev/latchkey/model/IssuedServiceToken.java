package dev.latchkey.model;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new service token with its secret in plain text, which is stored nowhere else. Immutable.
 *
 * @param token the token to store
 * @param secret the secret for the client
 */
public record IssuedServiceToken(ServiceToken token, ClientSecret secret) {

    /**
     * Creates a service token with a new Client ID and a new secret, without a pepper and with the default prefix. Add
     * it to a store to make it valid.
     *
     * @param name the display name
     * @param duration the lifetime; null for no expiry
     * @param now the start of the lifetime
     */
    public static IssuedServiceToken issue(String name, @Nullable Duration duration, Instant now) {
        SecretFormat format = new SecretFormat(SecretFormat.DEFAULT_PREFIX);
        return issue(name, duration, now, SecretHasher.sha256(), format, new SecureRandom());
    }

    /**
     * Creates a service token with a new Client ID and a new secret. Add it to a store to make it valid.
     *
     * @param name the display name
     * @param duration the lifetime; null for no expiry
     * @param hasher computes the digest
     * @param format the format of the secret
     */
    static IssuedServiceToken issue(
            String name,
            @Nullable Duration duration,
            Instant now,
            SecretHasher hasher,
            SecretFormat format,
            SecureRandom random) {
        byte[] idBytes = new byte[16];
        random.nextBytes(idBytes);
        ClientSecret secret = format.generate(random);
        ServiceToken token = ServiceToken.builder(HexFormat.of().formatHex(idBytes) + ".access")
                .id(UUID.randomUUID())
                .name(name)
                .digest(hasher.digest(secret))
                .duration(duration)
                .expiresAt(duration == null ? ServiceToken.FOREVER : now.plus(duration))
                .createdAt(now)
                .updatedAt(now)
                .build();
        return new IssuedServiceToken(token, secret);
    }

    /** Returns the Client ID. */
    public String clientId() {
        return token.clientId();
    }
}
