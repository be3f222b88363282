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
 * Makes the certificate in which a signing key's public half is published: X.509 version 3 (RFC 5280), self-signed with
 * sha256WithRSAEncryption, for digital signatures only. Nobody checks whom it names; consumers take the key out of it.
 * Stateless.
 */
final class SelfSignedCertificate {

    private static final int YEARS = 10;

    /** Consumers' clocks may be behind ours. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final int SERIAL_BYTES = 16;

    private static final byte[] VERSION_3 = Der.explicit(0, Der.integer(BigInteger.TWO));
    private static final byte[] SHA256_WITH_RSA =
            Der.sequence(Der.objectIdentifier(1, 2, 840, 113549, 1, 1, 11), Der.none());
    private static final byte[] COMMON_NAME = Der.objectIdentifier(2, 5, 4, 3);

    /** Bit 0 alone, digitalSignature: seven of the octet's bits are unused. */
    private static final byte[] EXTENSIONS = Der.explicit(
            3,
            Der.sequence(Der.sequence(
                    Der.objectIdentifier(2, 5, 29, 15),
                    Der.booleanTrue(),
                    Der.octetString(Der.bitString(7, new byte[] {(byte) 0x80})))));

    private SelfSignedCertificate() {}

    /**
     * {@return a certificate in DER}
     *
     * @param keys an RSA key pair
     * @param commonName subject and issuer: 1 to 64 characters
     * @param createdAt when the key was made: valid from 5 minutes before it to 10 years after
     * @throws GeneralSecurityException if the platform cannot sign with that key
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
                // The platform encodes a public key as just what a certificate holds: SubjectPublicKeyInfo.
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

    /** Positive, and never zero: the first byte is 64 to 127. */
    private static BigInteger serial(SecureRandom random) {
        byte[] bytes = new byte[SERIAL_BYTES];
        random.nextBytes(bytes);
        bytes[0] = (byte) ((bytes[0] & 0x3f) | 0x40);
        return new BigInteger(1, bytes);
    }
}
