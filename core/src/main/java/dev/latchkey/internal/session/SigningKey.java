package dev.latchkey.internal.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.store.StoredSigningKey;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A stored signing key, prepared to sign, to verify, and to bind sessions to secrets. Immutable and thread-safe; {@link
 * #toString} contains no key material.
 */
final class SigningKey {

    private static final int BITS = 2048;
    private static final Pattern KID = Pattern.compile("[0-9a-f]{64}");

    private final String kid;
    private final RSAPublicKey publicKey;
    private final byte[] certificate;
    private final Instant createdAt;
    private final long verifyUntilMillis;
    private final JWSHeader header;
    private final JWSSigner signer;
    private final Rs256 verifier;
    private final SecretBinding binding;

    private SigningKey(StoredSigningKey stored, long verifyUntilMillis, RSAPrivateCrtKey secret, RSAPublicKey publicKey)
            throws GeneralSecurityException, JOSEException, ParseException {
        this.kid = stored.kid();
        this.publicKey = publicKey;
        this.certificate = stored.certificate();
        this.createdAt = stored.createdAt();
        this.verifyUntilMillis = verifyUntilMillis;
        // Parsed rather than built, so that it is sent exactly as the contract specifies.
        this.header = JWSHeader.parse(Base64URL.encode("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}"));
        this.signer = new RSASSASigner(secret);
        this.verifier = new Rs256(publicKey);
        this.binding = new SecretBinding(stored.privateKey());
    }

    /**
     * Generates a 2048-bit RSA key, which can take most of a second.
     *
     * @throws GeneralSecurityException if the platform cannot generate a key
     */
    static StoredSigningKey generate(Instant now, SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4), random);
        KeyPair keys = generator.generateKeyPair();
        String kid = thumbprint((RSAPublicKey) keys.getPublic());
        byte[] certificate =
                SelfSignedCertificate.of(keys, "Latchkey signing key " + kid.substring(0, 16), now, random);
        return new StoredSigningKey(kid, keys.getPrivate().getEncoded(), certificate, now, null);
    }

    /**
     * Prepares a stored key for use.
     *
     * @param verifyUntilMillis when the key stops verifying, in milliseconds since 1970
     * @throws InvalidKeyException if the key is invalid; the message contains its ID, but nothing else of the key
     */
    static SigningKey of(StoredSigningKey stored, long verifyUntilMillis) throws InvalidKeyException {
        // The kid appears in messages and headers, so it must not contain line breaks or quotes.
        if (!KID.matcher(stored.kid()).matches()) {
            throw new InvalidKeyException("a stored signing key's kid is not 64 lower-case hex characters");
        }
        RSAPrivateCrtKey secret = privateKey(stored);
        RSAPublicKey publicKey = publicKey(stored, secret);
        try {
            return new SigningKey(stored, verifyUntilMillis, secret, publicKey);
        } catch (GeneralSecurityException | JOSEException | ParseException | IllegalArgumentException e) {
            throw corrupt(stored, "it cannot sign with RS256");
        }
    }

    private static RSAPrivateCrtKey privateKey(StoredSigningKey stored) throws InvalidKeyException {
        try {
            if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(stored.privateKey()))
                            instanceof RSAPrivateCrtKey key
                    && key.getModulus().bitLength() >= BITS) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            // Reported below, without details of the key.
        }
        throw corrupt(stored, "its private key is not RSA of 2048 bits or more, in PKCS #8 with its public half");
    }

    private static RSAPublicKey publicKey(StoredSigningKey stored, RSAPrivateCrtKey secret) throws InvalidKeyException {
        try {
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
            if (!thumbprint(key).equals(stored.kid())) {
                throw corrupt(stored, "its kid is not the thumbprint of its key");
            }
            PublicKey certified = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(stored.certificate()))
                    .getPublicKey();
            if (MessageDigest.isEqual(certified.getEncoded(), key.getEncoded())) {
                return key;
            }
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            // Reported below.
        }
        throw corrupt(stored, "its certificate is not an X.509 certificate of its key");
    }

    /** Creates an exception without a cause, as a parser's message may quote its input. */
    private static InvalidKeyException corrupt(StoredSigningKey stored, String fault) {
        return new InvalidKeyException("the stored signing key " + stored.kid() + " cannot be used: " + fault);
    }

    /** Returns the JWK thumbprint with SHA-256 (RFC 7638). */
    private static String thumbprint(RSAPublicKey key) {
        try {
            byte[] hash = new RSAKey.Builder(key).build().computeThumbprint().decode();
            return HexFormat.of().formatHex(hash);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns a signed JWT with these claims. */
    String sign(byte[] claims) {
        try {
            JWSObject jws = new JWSObject(header, new Payload(claims));
            jws.sign(signer);
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the signing key " + kid + " cannot sign", e);
        }
    }

    /**
     * Returns whether the signature is valid for this key.
     *
     * @param signature strict base64url
     */
    boolean verifies(byte[] signed, String signature) {
        return verifier.verifies(signed, signature);
    }

    String kid() {
        return kid;
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns a copy of the certificate in DER. */
    byte[] certificate() {
        return certificate.clone();
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean verifiesAt(long nowMillis) {
        return nowMillis < verifyUntilMillis;
    }

    SecretBinding binding() {
        return binding;
    }

    @Override
    public String toString() {
        return "SigningKey[kid=" + kid + ", createdAt=" + createdAt + "]";
    }
}
