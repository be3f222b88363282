package dev.latchkey.model;

import dev.latchkey.internal.syntax.HexOrBase64;
import dev.latchkey.model.SecretDigest.Algorithm;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Computes digests of secrets. Thread-safe.
 *
 * <p>With a pepper, new digests are HMAC-SHA-256. Older SHA-256 digests keep working.
 */
public final class SecretHasher {

    /** The minimum length of a pepper in bytes, so that it cannot be guessed. */
    private static final int MIN_PEPPER_BYTES = 16;

    private final MessageDigest sha256;
    private final @Nullable Mac hmac;

    private SecretHasher(@Nullable Mac hmac) {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        this.hmac = hmac;
    }

    /** Returns a hasher without a pepper: SHA-256. */
    public static SecretHasher sha256() {
        return new SecretHasher(null);
    }

    /**
     * Returns a hasher with a pepper: HMAC-SHA-256.
     *
     * @param pepper at least 16 bytes, which must not be kept in the store
     * @throws IllegalArgumentException if it is shorter
     */
    public static SecretHasher peppered(byte[] pepper) {
        if (pepper.length < MIN_PEPPER_BYTES) {
            throw new IllegalArgumentException("a pepper must have at least " + MIN_PEPPER_BYTES + " bytes");
        }
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(pepper, "HmacSHA256"));
            return new SecretHasher(hmac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /**
     * Returns a hasher with a pepper: HMAC-SHA-256. Text that is valid hex is read as hex.
     *
     * @param hexOrBase64 at least 16 bytes in hex or in base64, of either alphabet
     * @throws IllegalArgumentException if it is shorter or invalid; the message does not repeat it
     */
    public static SecretHasher peppered(String hexOrBase64) {
        return peppered(HexOrBase64.decode("a pepper", hexOrBase64));
    }

    /** Returns the algorithm of new digests. */
    public Algorithm algorithm() {
        return hmac == null ? Algorithm.SHA_256 : Algorithm.HMAC_SHA_256;
    }

    /** Returns whether this hasher can compute digests by {@code algorithm}; HMAC needs the pepper. */
    public boolean supports(Algorithm algorithm) {
        return algorithm == Algorithm.SHA_256 || hmac != null;
    }

    /** Returns the digest of {@code secret}, by {@link #algorithm()}. */
    public SecretDigest digest(ClientSecret secret) {
        return digest(secret, algorithm());
    }

    /**
     * Returns the digest of {@code secret}.
     *
     * @throws IllegalStateException if {@code algorithm} needs a pepper and there is none
     */
    public SecretDigest digest(ClientSecret secret, Algorithm algorithm) {
        return SecretDigest.of(
                algorithm,
                switch (algorithm) {
                    case SHA_256 -> freshSha256().digest(secret.utf8());
                    case HMAC_SHA_256 -> freshHmac().doFinal(secret.utf8());
                });
    }

    // A clone of an idle prototype costs a fifth of a look-up through the security providers, and takes no lock.
    private MessageDigest freshSha256() {
        try {
            return (MessageDigest) sha256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 cannot be cloned", e);
        }
    }

    private Mac freshHmac() {
        if (hmac == null) {
            throw new IllegalStateException("a digest is hmac-sha256, and no pepper is configured");
        }
        try {
            return (Mac) hmac.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's HmacSHA256 cannot be cloned", e);
        }
    }
}
