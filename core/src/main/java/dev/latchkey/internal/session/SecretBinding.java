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
 * Ties a session to the service token and the secret that opened it, and to the {@linkplain SessionScope#epoch epoch} of
 * its application, by an HMAC over the token's id and that secret's stored digest with a key that only holders of the
 * signing key can make. Whoever reads the session learns nothing about the digest; whoever holds the store can tell at once
 * whether the secret still counts, with no count of versions to keep. Immutable and thread-safe.
 *
 * <p>The id is in it, as one client id may have been had by several tokens, one after the other, with one secret: what was
 * deleted does not come back with what is imported in its place.
 */
final class SecretBinding {

    /** How many of the HMAC's bytes are kept. */
    private static final int BYTES = 16;

    private static final String HMAC = "HmacSHA256";

    /** Keeps this use of the private key's bytes apart from every other there may ever be. */
    private static final byte[] LABEL = "latchkey session secret binding 1\0".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    /**
     * @param privateKey the signing key in PKCS #8, as it is stored
     */
    SecretBinding(byte[] privateKey) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(LABEL);
        this.key = new SecretKeySpec(sha256.digest(privateKey), HMAC);
    }

    /**
     * {@return the binding of that client to the secret with that digest, in base64url}
     *
     * @param tokenId the service token's, always as long
     * @param clientId has no NUL, so nothing can move across the border between it and the digest
     * @param epoch comes after the digest, whose length its algorithm gives; null adds nothing, as it was before there were
     *     epochs
     */
    String of(UUID tokenId, String clientId, SecretDigest digest, @Nullable Instant epoch) {
        try {
            // Looked up each time: done once for a session, and not every provider's Mac can be cloned.
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

    /** {@return whether {@code binding} is of that token, client, digest and epoch} Takes the same time wherever it differs. */
    boolean holds(String binding, UUID tokenId, String clientId, SecretDigest digest, @Nullable Instant epoch) {
        return MessageDigest.isEqual(
                binding.getBytes(StandardCharsets.UTF_8),
                of(tokenId, clientId, digest, epoch).getBytes(StandardCharsets.UTF_8));
    }
}
