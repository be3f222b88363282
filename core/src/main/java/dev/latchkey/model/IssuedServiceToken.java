package dev.latchkey.model;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service token just made, with its secret in clear text, which is nowhere else and can't be had again. Immutable.
 *
 * @param token what is to be stored
 * @param secret what its client is to be given, once
 */
public record IssuedServiceToken(ServiceToken token, ClientSecret secret) {

    /**
     * Makes a service token with a client id and a secret of its own, with no pepper and the usual prefix. It counts
     * once it is in a store.
     *
     * @param name its name for people
     * @param duration how long it lasts; null for ever
     * @param now the moment from which that counts
     */
    public static IssuedServiceToken issue(String name, @Nullable Duration duration, Instant now) {
        SecretFormat format = new SecretFormat(SecretFormat.DEFAULT_PREFIX);
        return issue(name, duration, now, SecretHasher.sha256(), format, new SecureRandom());
    }

    /**
     * Makes a service token with a client id and a secret of its own. It counts once it is in a store.
     *
     * @param name its name for people
     * @param duration how long it lasts; null for ever
     * @param hasher makes the digest that is stored
     * @param format the form of the secret
     */
    public static IssuedServiceToken issue(
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

    /** Returns the client id. */
    public String clientId() {
        return token.clientId();
    }
}
