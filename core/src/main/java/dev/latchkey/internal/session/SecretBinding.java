package dev.latchkey.internal.session;

import dev.latchkey.model.SecretDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Binds a session to its service token, to the secret that opened it, and to the {@linkplain SessionScope#epoch epoch}
 * of its application. The binding is an HMAC with a key that is derived from the private signing key. It reveals
 * nothing about the digest, and shows at once whether the secret is still valid, without version counters. Immutable
 * and thread-safe.
 *
 * <p>It includes the token's ID because several tokens may have the same Client ID and secret one after another: a
 * session of a deleted token must not become valid for its successor.
 */
final class SecretBinding {

    /** How many bytes of the HMAC are used. */
    private static final int BYTES = 16;

    private static final String HMAC = "HmacSHA256";

    /** Separates this use of the private key from all other uses. */
    private static final byte[] LABEL = "latchkey session secret binding 1\0".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    /**
     * Derives the HMAC key.
     *
     * @param privateKey the private signing key in PKCS #8, as stored
     */
    SecretBinding(byte[] privateKey) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(LABEL);
        this.key = new SecretKeySpec(sha256.digest(privateKey), HMAC);
    }

    /**
     * Returns the binding in base64url.
     *
     * @param tokenId the ID of the service token, which has a fixed length
     * @param clientId the Client ID; it contains no NUL, so the border to the digest is unambiguous
     * @param epoch follows the digest, whose length depends on its algorithm; null adds nothing
     */
    String of(UUID tokenId, String clientId, SecretDigest digest, @Nullable Instant epoch) {
        try {
            // Looked up on each call, as not every provider's Mac can be cloned.
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(tokenId.getMostSignificantBits())
                    .putLong(tokenId.getLeastSignificantBits())
                    .array());
            mac.update(clientId.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(digest.algorithm().name().getBytes(StandardCharsets.US_ASCII));
            mac.update(digest.toBytes());
            if (epoch != null) {
                mac.update(ByteBuffer.allocate(Long.BYTES)
                        .putLong(epoch.toEpochMilli())
                        .array());
            }
            byte[] hmac = Arrays.copyOf(mac.doFinal(), BYTES);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Returns whether {@code binding} matches these values, compared in constant time. */
    boolean holds(String binding, UUID tokenId, String clientId, SecretDigest digest, @Nullable Instant epoch) {
        return MessageDigest.isEqual(
                binding.getBytes(StandardCharsets.UTF_8),
                of(tokenId, clientId, digest, epoch).getBytes(StandardCharsets.UTF_8));
    }
}
