package dev.latchkey.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The three parts of a compact JWS (RFC 7515, section 7.1), not verified. Immutable. */
final class CompactJws {

    private final ObjectNode header;
    private final byte[] payload;
    private final byte[] signed;
    private final String signature;

    private CompactJws(ObjectNode header, byte[] payload, byte[] signed, String signature) {
        this.header = header;
        this.payload = payload;
        this.signed = signed;
        this.signature = signature;
    }

    /** Parses a JWS; returns null unless it has exactly three non-empty parts in strict base64url. */
    static @Nullable CompactJws parse(String jwt) {
        int first = jwt.indexOf('.');
        int second = jwt.indexOf('.', first + 1);
        // A third dot would be in the signature, where base64url does not allow it.
        if (first <= 0 || second <= first + 1 || second == jwt.length() - 1) {
            return null;
        }
        byte[] header = decode(jwt.substring(0, first));
        byte[] payload = decode(jwt.substring(first + 1, second));
        String signature = jwt.substring(second + 1);
        if (header == null || payload == null || decode(signature) == null) {
            return null;
        }
        ObjectNode object = StrictJson.object(header);
        byte[] signed = jwt.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        return object == null ? null : new CompactJws(object, payload, signed, signature);
    }

    /**
     * Decodes strict base64url; returns null for padding, other characters, or non-zero trailing bits. The JDK's
     * decoder accepts padding and trailing bits, so the result is encoded again and compared.
     */
    static byte @Nullable [] decode(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns the fault of the header, or null. The {@code kid} is not checked here. Keys and key URLs in the header
     * ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) are ignored: only Latchkey's own keys verify.
     */
    @Nullable
    Reason headerFault() {
        JsonNode type = header.get("typ");
        boolean isJwt = type == null || (type.isTextual() && "JWT".equalsIgnoreCase(type.textValue()));
        // Rejected in any form: no extension is supported (RFC 7515, section 4.1.11), and b64 (RFC 7797) would change
        // what is signed.
        if (!isJwt || header.has("crit") || header.has("b64")) {
            return Reason.TOKEN_MALFORMED;
        }
        JsonNode algorithm = header.get("alg");
        boolean isRs256 = algorithm != null && "RS256".equals(algorithm.textValue());
        return isRs256 ? null : Reason.TOKEN_ALGORITHM;
    }

    /** Returns the key ID in the header, or null if it is missing or not a string. */
    @Nullable
    String kid() {
        JsonNode kid = header.get("kid");
        return kid == null ? null : kid.textValue();
    }

    /** Returns whether {@code key} signed the header and payload exactly as they were sent. */
    boolean isSignedBy(SigningKey key) {
        return key.verifies(signed, signature);
    }

    /** Returns the undecoded claims. */
    byte[] payload() {
        return payload.clone();
    }
}
