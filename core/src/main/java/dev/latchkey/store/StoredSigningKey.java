package dev.latchkey.store;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stored signing key. Immutable. {@code toString} never contains the private key.
 *
 * @param kid the key ID: 64 hex characters
 * @param privateKey the RSA private key in PKCS #8 (RFC 5208), including the public exponent, as in PKCS #1
 * @param certificate the key's self-signed X.509 certificate in DER
 * @param createdAt the time of creation
 * @param verifyUntil until when a replaced key verifies; null for the current key
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in and out, and compared by content.
public record StoredSigningKey(
        String kid,
        byte[] privateKey,
        byte[] certificate,
        Instant createdAt,
        @Nullable Instant verifyUntil) {

    /** Copies the arrays. */
    public StoredSigningKey {
        privateKey = privateKey.clone();
        certificate = certificate.clone();
    }

    /** Returns a copy of the private key's bytes. */
    @Override
    public byte[] privateKey() {
        return privateKey.clone();
    }

    /** Returns a copy of the certificate's bytes. */
    @Override
    public byte[] certificate() {
        return certificate.clone();
    }

    /** Returns this key as a replaced one that verifies until {@code moment}. */
    public StoredSigningKey verifyingUntil(Instant moment) {
        return new StoredSigningKey(kid, privateKey, certificate, createdAt, moment);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredSigningKey that
                && kid.equals(that.kid)
                && createdAt.equals(that.createdAt)
                && java.util.Objects.equals(verifyUntil, that.verifyUntil)
                && Arrays.equals(privateKey, that.privateKey)
                && Arrays.equals(certificate, that.certificate);
    }

    @Override
    public int hashCode() {
        return kid.hashCode();
    }

    @Override
    public String toString() {
        return "StoredSigningKey[kid=" + kid + ", createdAt=" + createdAt + ", verifyUntil=" + verifyUntil + "]";
    }
}
