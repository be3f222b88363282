package dev.latchkey.event;

import java.util.Locale;

/**
 * Why a request was decided as it was, as a fixed word. It stands in the log line and in the event, and in the answer
 * only with {@code explain_denials} on: to a client all causes of a 401 look alike (request contract, section 3).
 */
public enum Reason {
    // Passed or let in.
    /** The credentials or the session are good and a policy lets them in. */
    POLICY,
    /** A {@code bypass} policy matched. */
    BYPASS_POLICY,
    /** A CORS preflight, and the application sets {@code options_preflight_bypass} or {@code cors_headers}. */
    CORS_PREFLIGHT,
    /** No application covers the URL; whether that passes is {@code deny_unmatched_requests}. */
    NO_APPLICATION,

    // Nothing presented.
    /** Neither credentials nor an application token. */
    NOTHING_PRESENTED,

    // Malformed or ambiguous (section 2).
    /** Only one of the two headers of the pair. */
    HALF_A_PAIR,
    /** A credential header that appears more than once. */
    REPEATED_HEADER,
    /** A comma in an id or a secret: most likely two headers that were joined on the way. */
    JOINED_HEADER,
    /** A credential header's name with an underscore for a hyphen, or the other way round. */
    HEADER_TWIN,
    /** Credentials in the pair and in the single header. */
    PAIR_AND_SINGLE_HEADER,
    /** An empty id or secret. */
    EMPTY_CREDENTIAL,
    /** An id or a secret of more than 256 characters. */
    CREDENTIAL_TOO_LONG,
    /** A character outside RFC 9110's token68 set in an id or a secret. */
    CREDENTIAL_CHARACTER,
    /** A single header of more than 1,024 characters. */
    SINGLE_HEADER_TOO_LONG,
    /** A single header that is not one JSON object with exactly the two members. */
    SINGLE_HEADER_MALFORMED,
    /** A single header that looks like JSON whose quotes a shell removed. */
    SINGLE_HEADER_UNQUOTED,
    /** Two members of the single header that fold to the same name. */
    SINGLE_HEADER_MEMBER_TWICE,
    /** More than one {@code CF_Authorization} cookie, or a cookie and a {@code cf-access-token} that differ. */
    SEVERAL_APPLICATION_TOKENS,

    // Wrong credentials.
    /** No service token has that client id. */
    UNKNOWN_CLIENT_ID,
    /** The client id exists, the secret is not its. */
    WRONG_SECRET,
    /** The service token is switched off. */
    SERVICE_TOKEN_DISABLED,
    /** The service token's {@code expires_at} has passed. */
    SERVICE_TOKEN_EXPIRED,

    // Bad application tokens (section 4).
    /** Not a JWS of three parts, too long, not strict base64url, or a forbidden header member. */
    TOKEN_MALFORMED,
    /** An algorithm other than RS256. */
    TOKEN_ALGORITHM,
    /** A {@code kid} that names no key of ours that still verifies. */
    TOKEN_UNKNOWN_KEY,
    /** The signature does not hold. */
    TOKEN_SIGNATURE,
    /** A claim that is missing or of the wrong type, or a {@code type} other than {@code app}. */
    TOKEN_CLAIMS,
    /** A foreign {@code iss}. */
    TOKEN_ISSUER,
    /** {@code aud} is another application's. */
    TOKEN_AUDIENCE,
    /** Past {@code exp}, or {@code iat} in the future. */
    TOKEN_EXPIRED,
    /** The session was ended, alone or with all of its application, or the secret that opened it no longer counts. */
    SESSION_REVOKED,
    /** Strict mode: an application token is not accepted on its own. */
    STRICT_MODE,

    // Forbidden.
    /** Valid, but no policy of the application lets it in. */
    NO_POLICY,
    /** A {@code deny} policy matched. */
    DENY_POLICY,
    /** A WebSocket handshake whose endpoint the container would show headers that must stay hidden (section 5). */
    UNSAFE_HANDSHAKE,

    // Broken.
    /** The credential, configuration or key store failed. */
    STORE_UNAVAILABLE,

    // Ambiguous URL (section 6).
    /** The URL could be read in two ways. */
    AMBIGUOUS_URL;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that stands for this in logs and events, for example {@code wrong_secret}. */
    public String word() {
        return word;
    }
}
