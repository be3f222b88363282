package dev.latchkey.internal.session;

import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Creates JWTs manually, including those that no library would create. */
final class Forge {

    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    static final long NOW_SECONDS = NOW.getEpochSecond();
    static final String ISSUER = "https://team.example.com";
    static final String AUD = "a".repeat(64);
    static final SessionScope SCOPE = new SessionScope(AUD, ISSUER, null);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Forge() {}

    static StoredSigningKey newKey(Instant createdAt) {
        try {
            return SigningKey.generate(createdAt, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyRing ring(StoredSigningKey... keys) {
        try {
            return KeyRing.of(List.of(keys));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static PrivateKey privateKey(StoredSigningKey key) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.privateKey()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String header(StoredSigningKey key) {
        return "{\"alg\":\"RS256\",\"kid\":\"" + key.kid() + "\",\"typ\":\"JWT\"}";
    }

    /** Valid claims at {@link #NOW}. */
    static String claims() {
        return "{\"type\":\"app\",\"aud\":[\"" + AUD + "\"],\"iss\":\"" + ISSUER + "\",\"iat\":" + (NOW_SECONDS - 60)
                + ",\"exp\":" + (NOW_SECONDS + 3600)
                + ",\"common_name\":\"robot.access\",\"sub\":\"\",\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\","
                + "\"secret_binding\":\"AAAAAAAAAAAAAAAAAAAAAA\"}";
    }

    static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    /** Signed with RS256. */
    static String jwt(StoredSigningKey key, String header, String claims) {
        return jwtOfParts(key, base64(header), base64(claims));
    }

    /** Signed with RS256, with unchanged parts. */
    static String jwtOfParts(StoredSigningKey key, String header, String payload) {
        String signed = header + "." + payload;
        return signed + "." + base64(signature("SHA256withRSA", key, signed));
    }

    static byte[] signature(String algorithm, StoredSigningKey key, String signed) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey(key));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
