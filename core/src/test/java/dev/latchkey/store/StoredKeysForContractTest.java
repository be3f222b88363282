package dev.latchkey.store;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;

/** Signing keys for tests of stores: real RSA keys with certificates that fit them, but no randomness to speak of. */
public final class StoredKeysForContractTest {

    /** SHA-256 with RSA: 1.2.840.113549.1.1.11, no parameters. */
    private static final byte[] SHA256_WITH_RSA = der(
            0x30,
            der(0x06, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b}),
            der(0x05));

    private StoredKeysForContractTest() {}

    /** {@return a key with a {@code kid} that is {@code label} in front of zeros} Any two of them are the same pair. */
    public static StoredSigningKey key(String label, Instant createdAt) {
        return new StoredSigningKey(
                label + "0".repeat(64 - label.length()),
                Holder.PAIR.getPrivate().getEncoded(),
                Holder.CERTIFICATE.clone(),
                createdAt,
                null);
    }

    /** Made when the first key is asked for, since it takes its time. */
    private static final class Holder {

        static final KeyPair PAIR = pair();
        static final byte[] CERTIFICATE = certificate();

        private static KeyPair pair() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** An X.509 certificate of version 1, signed by itself (RFC 5280, section 4.1). */
        private static byte[] certificate() {
            byte[] nobody = name("nobody");
            byte[] always = der(0x30, time("700101000000Z"), time("491231235959Z"));
            byte[] body = der(
                    0x30,
                    der(0x02, BigInteger.ONE.toByteArray()),
                    SHA256_WITH_RSA,
                    nobody,
                    always,
                    nobody,
                    PAIR.getPublic().getEncoded());
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(PAIR.getPrivate());
                signature.update(body);
                return der(0x30, body, SHA256_WITH_RSA, der(0x03, new byte[] {0}, signature.sign()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A distinguished name with one common name, 2.5.4.3. */
        private static byte[] name(String common) {
            byte[] text = der(0x0c, common.getBytes(StandardCharsets.UTF_8));
            return der(0x30, der(0x31, der(0x30, der(0x06, new byte[] {0x55, 0x04, 0x03}), text)));
        }

        private static byte[] time(String utc) {
            return der(0x17, utc.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** {@return tag, length and contents in DER} */
    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            inside.writeBytes(content);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = inside.size();
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >>> 8);
            out.write(length);
        }
        out.writeBytes(inside.toByteArray());
        return out.toByteArray();
    }
}
