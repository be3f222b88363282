package dev.latchkey.internal.file;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.store.StoredSigningKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a signing key: an RSA key in JWK form (RFC 7517) that can sign and be published. Anything that would fail later
 * is a fault here. Stateless.
 *
 * <p>Messages of libraries are not used, as they may quote their input, which is a private key.
 */
final class SigningKeyReader {

    private static final int FEWEST_BITS = 2048;

    /** Read here, so that faults have the member's location. */
    private static final Set<String> OURS = Set.of("kid", "x5c");

    private SigningKeyReader() {}

    /** Returns the key, or null after adding its faults. */
    static @Nullable StoredSigningKey read(JsonObjectReader in) {
        for (String member : List.of("kid", "iat", "x5c")) {
            in.require(member, "is missing");
        }
        String kid = in.text("kid");
        Certificate certificate = certificate(in);
        try {
            RSAKey jwk = RSAKey.parse(in.except(OURS));
            if (!(jwk.isPrivate() && jwk.toPrivateKey() instanceof RSAPrivateCrtKey secret) || !isWhole(secret)) {
                in.faults().add(in.pointer(), "is not an RSA key of at least 2048 bits with all private members");
                return null;
            }
            RSAPublicKey key = jwk.toRSAPublicKey();
            boolean named = kid != null && isThumbprint(kid, key, in);
            boolean certified = certificate != null && isOf(key, certificate, in);
            Date made = jwk.getIssueTime();
            Date until = jwk.getExpirationTime();
            return kid == null || certificate == null || made == null || !named || !certified
                    ? null
                    : new StoredSigningKey(
                            kid,
                            secret.getEncoded(),
                            certificate.getEncoded(),
                            made.toInstant(),
                            until == null ? null : until.toInstant());
        } catch (ParseException | JOSEException | CertificateEncodingException | IllegalArgumentException e) {
            in.faults().add(in.pointer(), "is not an RSA key in JWK form (RFC 7517)");
            return null;
        }
    }

    /** Returns whether the members belong together; otherwise nobody could verify the signatures. */
    private static boolean isWhole(RSAPrivateCrtKey key) {
        BigInteger one = BigInteger.ONE;
        BigInteger p1 = key.getPrimeP().subtract(one);
        BigInteger q1 = key.getPrimeQ().subtract(one);
        BigInteger product = key.getPublicExponent().multiply(key.getPrivateExponent());
        return key.getModulus().bitLength() >= FEWEST_BITS
                && p1.signum() > 0
                && q1.signum() > 0
                && key.getPrimeP().multiply(key.getPrimeQ()).equals(key.getModulus())
                && product.mod(p1).equals(one)
                && product.mod(q1).equals(one)
                && key.getPrivateExponent().mod(p1).equals(key.getPrimeExponentP())
                && key.getPrivateExponent().mod(q1).equals(key.getPrimeExponentQ())
                && key.getCrtCoefficient()
                        .multiply(key.getPrimeQ())
                        .mod(key.getPrimeP())
                        .equals(one);
    }

    // Computed from the numbers, as the text may have leading zeros, which the thumbprint must not have.
    private static boolean isThumbprint(String kid, RSAPublicKey key, JsonObjectReader in) throws JOSEException {
        byte[] thumbprint =
                new RSAKey.Builder(key).build().computeThumbprint("SHA-256").decode();
        boolean matches = kid.equals(HexFormat.of().formatHex(thumbprint));
        if (!matches) {
            in.fault("kid", "is not the thumbprint of the key (RFC 7638) with SHA-256 in 64 lower-case hex characters");
        }
        return matches;
    }

    private static boolean isOf(RSAPublicKey key, Certificate certificate, JsonObjectReader in) {
        byte[] certified = certificate.getPublicKey().getEncoded();
        boolean matches = MessageDigest.isEqual(certified, key.getEncoded());
        if (!matches) {
            in.faults().add(JsonPointers.element(in.pointer("x5c"), 0), "is not this key's certificate");
        }
        return matches;
    }

    /** Returns the first certificate, or null if there is none or one is invalid. */
    private static @Nullable Certificate certificate(JsonObjectReader in) {
        List<Certificate> chain = in.parsedTexts("x5c", SigningKeyReader::certificate);
        if (chain != null && chain.isEmpty()) {
            in.fault("x5c", "must contain the key's certificate");
        }
        return chain == null || chain.isEmpty() ? null : chain.get(0);
    }

    private static Certificate certificate(String base64) {
        byte[] der = decode(base64);
        try {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The factory also accepts PEM and trailing data, but these bytes are published unchanged.
            if (MessageDigest.isEqual(certificate.getEncoded(), der)) {
                return certificate;
            }
        } catch (CertificateException e) {
            // Reported below, without quoting the input.
        }
        throw new IllegalArgumentException("is not an X.509 certificate in DER");
    }

    @SuppressWarnings("UnusedException") // Its message quotes the input.
    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not base64");
        }
    }
}
