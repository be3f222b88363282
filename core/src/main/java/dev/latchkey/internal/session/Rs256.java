package dev.latchkey.internal.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.interfaces.RSAPublicKey;

/**
 * Verifies RS256 signatures with one public key (RFC 7518, section 3.3). The algorithm is fixed; the token's header
 * cannot change it. Immutable and thread-safe.
 */
final class Rs256 {

    private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.RS256);

    private final JWSVerifier verifier;

    Rs256(RSAPublicKey key) {
        this.verifier = new RSASSAVerifier(key);
    }

    /**
     * Returns whether the signature is valid.
     *
     * @param signature strict base64url
     */
    boolean verifies(byte[] signed, String signature) {
        try {
            return verifier.verify(HEADER, signed, new Base64URL(signature));
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform verifies RS256", e);
        }
    }
}
