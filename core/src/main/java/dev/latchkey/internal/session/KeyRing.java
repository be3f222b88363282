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
 * The signing keys that are in force together: the newest, which signs, and those that it replaced, which go on
 * verifying for a while (request contract, section 4). Immutable and thread-safe.
 */
public final class KeyRing {

    /** How long a key goes on verifying after it was replaced. */
    static final Duration VERIFIES_AFTER = Duration.ofDays(7);

    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final SigningKey[] keys;

    private KeyRing(SigningKey[] keys) {
        this.keys = keys;
    }

    /**
     * Makes stored keys ready for use.
     *
     * @param stored the newest first, at least one
     * @throws InvalidKeyException if one is not what it should be; names it by its id and holds nothing of the key
     */
    static KeyRing of(List<StoredSigningKey> stored) throws InvalidKeyException {
        SigningKey[] keys = new SigningKey[stored.size()];
        for (int i = 0; i < keys.length; i++) {
            StoredSigningKey key = stored.get(i);
            Instant until = key.verifyUntil();
            if (until == null && i > 0) {
                // Someone put a key before it by hand. It is no less replaced for that.
                until = stored.get(i - 1).createdAt().plus(VERIFIES_AFTER);
            }
            keys[i] = SigningKey.of(key, until == null ? Long.MAX_VALUE : until.toEpochMilli());
        }
        return new KeyRing(keys);
    }

    /** {@return the id of the key that signs: 64 hex characters} */
    public String newestKeyId() {
        return newest().kid();
    }

    /** {@return when the key that signs was made} */
    public Instant newestCreatedAt() {
        return newest().createdAt();
    }

    /**
     * {@return the JSON document of {@code /cdn-cgi/access/certs}: the public halves of all keys that verify at that
     * moment, the newest first}
     *
     * @param nowMillis the moment, in milliseconds since 1970
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

    /** {@return the key that signs} */
    SigningKey newest() {
        return keys[0];
    }

    /** {@return the key with that id, if it verifies at that moment; else null} */
    @Nullable
    SigningKey verifying(String kid, long nowMillis) {
        for (SigningKey key : keys) {
            if (key.kid().equals(kid)) {
                return key.verifiesAt(nowMillis) ? key : null;
            }
        }
        return null;
    }

    /** {@return the ids of the keys} */
    @Override
    public String toString() {
        return "KeyRing" + List.of(keys);
    }
}
