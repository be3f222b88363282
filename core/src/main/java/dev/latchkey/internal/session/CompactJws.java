package dev.latchkey.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The three parts of a JWS in compact form (RFC 7515, section 7.1), unverified. Immutable. */
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

    /** {@return the parts; null if there are not exactly three, none of them empty, in strict base64url} */
    static @Nullable CompactJws parse(String jwt) {
        int first = jwt.indexOf('.');
        int second = jwt.indexOf('.', first + 1);
        // A third dot ends up in the signature, where base64url does not allow it.
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
     * {@return the bytes; null if {@code part} is not their one encoding: no padding, no characters but base64url's,
     * and zero in the bits that are left over} The JDK's decoder lets padding and any left-over bits pass, hence the
     * way back.
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
     * {@return what is wrong with the header, apart from its {@code kid}; null for nothing} Keys and addresses of keys
     * in it ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) are not looked at: only keys of ours count.
     */
    @Nullable
    Reason headerFault() {
        JsonNode type = header.get("typ");
        boolean isJwt = type == null || (type.isTextual() && "JWT".equalsIgnoreCase(type.textValue()));
        // Refused whatever it holds: we know no extension (RFC 7515, section 4.1.11), and b64 (RFC 7797) would change
        // what is signed.
        if (!isJwt || header.has("crit") || header.has("b64")) {
            return Reason.TOKEN_MALFORMED;
        }
        JsonNode algorithm = header.get("alg");
        boolean isRs256 = algorithm != null && "RS256".equals(algorithm.textValue());
        return isRs256 ? null : Reason.TOKEN_ALGORITHM;
    }

    /** {@return the id of the key that is said to have signed it; null where there is none, or it is no string} */
    @Nullable
    String kid() {
        JsonNode kid = header.get("kid");
        return kid == null ? null : kid.textValue();
    }

    /** {@return whether {@code key} made the signature over header and payload, as they were sent} */
    boolean isSignedBy(SigningKey key) {
        return key.verifies(signed, signature);
    }

    /** {@return the claims, not read yet} */
    byte[] payload() {
        return payload.clone();
    }
}
