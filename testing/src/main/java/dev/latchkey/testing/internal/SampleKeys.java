package dev.latchkey.testing.internal;

import dev.latchkey.store.StoredSigningKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signing keys for tests of stores. Real RSA keys that share their primes, with matching IDs and certificates, because a
 * store may refuse others.
 */
public final class SampleKeys {

    /** SHA-256 with RSA: 1.2.840.113549.1.1.11, no parameters. */
    private static final byte[] SHA256_WITH_RSA = der(
            0x30,
            der(0x06, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b}),
            der(0x05));

    private SampleKeys() {}

    /** Returns the key of {@code label}, which has an exponent of its own. */
    public static StoredSigningKey key(String label, Instant createdAt) {
        try {
            KeyPair pair = pair(label);
            return new StoredSigningKey(
                    thumbprint((RSAPublicKey) pair.getPublic()),
                    pair.getPrivate().getEncoded(),
                    certificate(pair),
                    createdAt,
                    null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The primes of all keys, generated with the first key, because that is slow. */
    private static final class Primes {

        static final RSAPrivateCrtKey KEY = key();

        private static RSAPrivateCrtKey key() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static KeyPair pair(String label) throws GeneralSecurityException {
        BigInteger n = Primes.KEY.getModulus();
        BigInteger p = Primes.KEY.getPrimeP();
        BigInteger q = Primes.KEY.getPrimeQ();
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger phi = p1.multiply(q1);
        BigInteger e =
                BigInteger.valueOf(65_536L * (1 + (label.hashCode() & 0xffff))).nextProbablePrime();
        while (phi.mod(e).signum() == 0) {
            e = e.nextProbablePrime();
        }
        BigInteger d = e.modInverse(phi);
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        return new KeyPair(
                rsa.generatePublic(new RSAPublicKeySpec(n, e)),
                rsa.generatePrivate(new RSAPrivateCrtKeySpec(n, e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    }

    /** RFC 7638 with SHA-256, in hex. */
    private static String thumbprint(RSAPublicKey key) throws GeneralSecurityException {
        String jwk = "{\"e\":\"" + base64Url(key.getPublicExponent()) + "\",\"kty\":\"RSA\",\"n\":\""
                + base64Url(key.getModulus()) + "\"}";
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64Url(BigInteger positive) {
        byte[] bytes = positive.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    /** An X.509 certificate of version 1, signed by itself (RFC 5280, section 4.1). */
    private static byte[] certificate(KeyPair pair) throws GeneralSecurityException {
        byte[] nobody = name("nobody");
        byte[] always = der(0x30, time("700101000000Z"), time("491231235959Z"));
        byte[] body = der(
                0x30,
                der(0x02, BigInteger.ONE.toByteArray()),
                SHA256_WITH_RSA,
                nobody,
                always,
                nobody,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        return der(0x30, body, SHA256_WITH_RSA, der(0x03, new byte[] {0}, signature.sign()));
    }

    /** A distinguished name with one common name, 2.5.4.3. */
    private static byte[] name(String common) {
        byte[] text = der(0x0c, common.getBytes(StandardCharsets.UTF_8));
        return der(0x30, der(0x31, der(0x30, der(0x06, new byte[] {0x55, 0x04, 0x03}), text)));
    }

    private static byte[] time(String utc) {
        return der(0x17, utc.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns tag, length and contents in DER. */
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
