package dev.latchkey.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an application token (request contract, section 4). The last two are specific to Latchkey: they
 * identify the session, so that it can be revoked, and bind it to the secret that opened it. Immutable; {@link
 * #toString} is masked.
 *
 * @param audience the AUD tags; one in tokens that Latchkey mints
 * @param issuer the issuer
 * @param issuedAtMillis the time of issue, in milliseconds since 1970
 * @param expiresAtMillis the expiry, in milliseconds since 1970
 * @param clientId the service token's Client ID, {@code common_name}
 * @param sessionId {@code jti}
 * @param binding {@code secret_binding}, see {@link SecretBinding}
 */
record Claims(
        List<String> audience,
        String issuer,
        long issuedAtMillis,
        long expiresAtMillis,
        String clientId,
        String sessionId,
        String binding) {

    /** The last second of the year 9999; later times are invalid. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long NO_MOMENT = -1;
    private static final int MAX_SESSION_ID_LENGTH = 64;

    /** Parses claims; returns null if one is missing or invalid, including {@code type}. */
    static @Nullable Claims parse(byte[] json) {
        ObjectNode claims = StrictJson.object(json);
        if (claims == null || !"app".equals(text(claims, "type"))) {
            return null;
        }
        List<String> audience = audience(claims.get("aud"));
        String issuer = text(claims, "iss");
        long issuedAt = moment(claims.get("iat"));
        long expiresAt = moment(claims.get("exp"));
        String clientId = text(claims, "common_name");
        String sessionId = text(claims, "jti");
        String binding = text(claims, "secret_binding");
        if (audience == null || issuer == null || issuedAt == NO_MOMENT || expiresAt == NO_MOMENT) {
            return null;
        }
        if (clientId == null || sessionId == null || binding == null) {
            return null;
        }
        boolean inBounds = isClientId(clientId) && !sessionId.isEmpty() && sessionId.length() <= MAX_SESSION_ID_LENGTH;
        return inBounds ? new Claims(audience, issuer, issuedAt, expiresAt, clientId, sessionId, binding) : null;
    }

    /** Returns the claims as JSON in the order of the contract, with times in whole seconds. */
    byte[] toJson() {
        ObjectNode claims = StrictJson.newObject();
        claims.put("type", "app");
        audience.forEach(claims.putArray("aud")::add);
        claims.put("iss", issuer)
                .put("iat", issuedAtMillis / 1000)
                .put("exp", expiresAtMillis / 1000)
                .put("common_name", clientId)
                .put("sub", "")
                .put("jti", sessionId)
                .put("secret_binding", binding);
        return StrictJson.text(claims).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(ObjectNode claims, String name) {
        JsonNode claim = claims.get(name);
        return claim == null ? null : claim.textValue();
    }

    /** Reads an array of strings, or a single string. */
    private static @Nullable List<String> audience(@Nullable JsonNode claim) {
        if (claim == null || claim.isTextual()) {
            return claim == null ? null : List.of(claim.textValue());
        }
        List<String> tags = new ArrayList<>(claim.size());
        for (JsonNode each : claim) {
            if (!each.isTextual()) {
                return null;
            }
            tags.add(each.textValue());
        }
        return claim.isArray() && !tags.isEmpty() ? List.copyOf(tags) : null;
    }

    /**
     * Reads seconds since 1970, possibly with a fraction (NumericDate, RFC 7519, section 2), and returns milliseconds.
     */
    private static long moment(@Nullable JsonNode claim) {
        if (claim == null || !claim.isNumber()) {
            return NO_MOMENT;
        }
        // A double represents all valid seconds exactly, and converting a long number to it is cheap.
        double seconds = claim.doubleValue();
        return seconds >= 0 && seconds <= LAST_SECOND ? (long) (seconds * 1000) : NO_MOMENT;
    }

    /** Checks the Client ID, so that stores are never asked for anything else. */
    private static boolean isClientId(String text) {
        return text.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH && ServiceToken.isToken68(text);
    }

    /** Returns a masked text. */
    @Override
    public String toString() {
        return "Claims[masked]";
    }
}
