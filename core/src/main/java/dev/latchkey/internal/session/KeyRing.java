package dev.latchkey.internal.session;

import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys in force: the newest, which signs, and its predecessors, which still verify for a while (request
 * contract, section 4). Immutable and thread-safe.
 */
public final class KeyRing {

    /** How long a replaced key still verifies. */
    static final Duration VERIFIES_AFTER = Duration.ofDays(7);

    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final SigningKey[] keys;

    private KeyRing(SigningKey[] keys) {
        this.keys = keys;
    }

    /**
     * Prepares stored keys for use.
     *
     * @param stored at least one key, the newest first
     * @throws InvalidKeyException if a key is invalid; the message contains its ID, but nothing else of the key
     */
    static KeyRing of(List<StoredSigningKey> stored) throws InvalidKeyException {
        SigningKey[] keys = new SigningKey[stored.size()];
        for (int i = 0; i < keys.length; i++) {
            StoredSigningKey key = stored.get(i);
            Instant until = key.verifyUntil();
            if (until == null && i > 0) {
                // Somebody inserted a newer key by hand, so this one counts as replaced.
                until = stored.get(i - 1).createdAt().plus(VERIFIES_AFTER);
            }
            keys[i] = SigningKey.of(key, until == null ? Long.MAX_VALUE : until.toEpochMilli());
        }
        return new KeyRing(keys);
    }

    /** Returns when the signing key was created. */
    public Instant newestCreatedAt() {
        return newest().createdAt();
    }

    /**
     * Returns the JSON document of {@code /cdn-cgi/access/certs}: the public keys that verify at {@code nowMillis}, the
     * newest first.
     *
     * @param nowMillis the current time, in milliseconds since 1970
     */
    public String certsDocument(long nowMillis) {
        var document = StrictJson.newObject();
        var jwks = document.putArray("keys");
        document.putObject("public_cert").put("kid", newest().kid()).put("cert", pem(newest().certificate()));
        var certificates = document.putArray("public_certs");
        for (SigningKey key : keys) {
            if (key.verifiesAt(nowMillis)) {
                jwks.addObject()
                        .put("kid", key.kid())
                        .put("kty", "RSA")
                        .put("alg", "RS256")
                        .put("use", "sig")
                        .put(
                                "e",
                                Base64URL.encode(key.publicKey().getPublicExponent())
                                        .toString())
                        .put("n", Base64URL.encode(key.publicKey().getModulus()).toString());
                certificates.addObject().put("kid", key.kid()).put("cert", pem(key.certificate()));
            }
        }
        return StrictJson.text(document);
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + PEM.encodeToString(certificate) + "\n-----END CERTIFICATE-----\n";
    }

    /** Returns the signing key. */
    SigningKey newest() {
        return keys[0];
    }

    /** Returns the key with this ID if it verifies at {@code nowMillis}, or null. */
    @Nullable
    SigningKey verifying(String kid, long nowMillis) {
        for (SigningKey key : keys) {
            if (key.kid().equals(kid)) {
                return key.verifiesAt(nowMillis) ? key : null;
            }
        }
        return null;
    }

    /** Returns the IDs of the keys. */
    @Override
    public String toString() {
        return "KeyRing" + List.of(keys);
    }
}
