package dev.latchkey.internal.session;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Creates the self-signed certificate that publishes a signing key: X.509 version 3 (RFC 5280),
 * sha256WithRSAEncryption, for digital signatures only. Consumers use only its public key and do not check its name.
 * Stateless.
 */
final class SelfSignedCertificate {

    private static final int YEARS = 10;

    /** Clients' clocks may be behind. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final int SERIAL_BYTES = 16;

    private static final byte[] VERSION_3 = Der.explicit(0, Der.integer(BigInteger.TWO));
    private static final byte[] SHA256_WITH_RSA =
            Der.sequence(Der.objectIdentifier(1, 2, 840, 113549, 1, 1, 11), Der.none());
    private static final byte[] COMMON_NAME = Der.objectIdentifier(2, 5, 4, 3);

    /** Only bit 0, digitalSignature; the other seven bits of the octet are unused. */
    private static final byte[] EXTENSIONS = Der.explicit(
            3,
            Der.sequence(Der.sequence(
                    Der.objectIdentifier(2, 5, 29, 15),
                    Der.booleanTrue(),
                    Der.octetString(Der.bitString(7, new byte[] {(byte) 0x80})))));

    private SelfSignedCertificate() {}

    /**
     * Returns a certificate in DER.
     *
     * @param keys an RSA key pair
     * @param commonName subject and issuer, 1 to 64 characters
     * @param createdAt the creation time of the key; the certificate is valid from 5 minutes before to 10 years after
     *     it
     * @throws GeneralSecurityException if the platform cannot sign with the key
     */
    static byte[] of(KeyPair keys, String commonName, Instant createdAt, SecureRandom random)
            throws GeneralSecurityException {
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(commonName))));
        byte[] body = Der.sequence(
                VERSION_3,
                Der.integer(serial(random)),
                SHA256_WITH_RSA,
                name,
                validity(createdAt.atOffset(ZoneOffset.UTC)),
                name,
                // The encoded public key is a SubjectPublicKeyInfo, as certificates require.
                keys.getPublic().getEncoded(),
                EXTENSIONS);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(body);
        return Der.sequence(body, SHA256_WITH_RSA, Der.bitString(0, signature.sign()));
    }

    private static byte[] validity(OffsetDateTime createdAt) {
        return Der.sequence(Der.time(createdAt.minus(BACKDATED)), Der.time(createdAt.plusYears(YEARS)));
    }

    /** Returns a positive number; the first byte is 64 to 127. */
    private static BigInteger serial(SecureRandom random) {
        byte[] bytes = new byte[SERIAL_BYTES];
        random.nextBytes(bytes);
        bytes[0] = (byte) ((bytes[0] & 0x3f) | 0x40);
        return new BigInteger(1, bytes);
    }
}
