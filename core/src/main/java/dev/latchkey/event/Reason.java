package dev.latchkey.event;

import java.util.Locale;

/**
 * The reason of a decision. It is in the log line and the event, and in the response only with {@code explain_denials},
 * because all causes of a 401 must look alike to a client (request contract, section 3).
 */
public enum Reason {
    // Passed or let in.
    /** A policy admits the valid credentials or session. */
    POLICY,
    /** A {@code bypass} policy matched. */
    BYPASS_POLICY,
    /** A CORS preflight of an application with {@code options_preflight_bypass} or {@code cors_headers}. */
    CORS_PREFLIGHT,
    /** No application covers the URL. {@code deny_unmatched_requests} decides whether the request passes. */
    NO_APPLICATION,

    // Nothing presented.
    /** Neither credentials nor an application token. */
    NOTHING_PRESENTED,

    // Malformed or ambiguous (section 2).
    /** Only one of the two headers of the pair. */
    HALF_A_PAIR,
    /** A credential header that appears more than once. */
    REPEATED_HEADER,
    /** A comma in an ID or a secret, most likely from two joined headers. */
    JOINED_HEADER,
    /** The name of a credential header with an underscore for a hyphen, or the other way round. */
    HEADER_TWIN,
    /** Credentials in the pair and in the single header. */
    PAIR_AND_SINGLE_HEADER,
    /** An empty ID or secret. */
    EMPTY_CREDENTIAL,
    /** An ID or a secret of more than 256 characters. */
    CREDENTIAL_TOO_LONG,
    /** A character outside RFC 9110's token68 set in an ID or a secret. */
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
    /** No service token has this Client ID. */
    UNKNOWN_CLIENT_ID,
    /** The Client ID exists, but the secret does not match. */
    WRONG_SECRET,
    /** The service token is disabled. */
    SERVICE_TOKEN_DISABLED,
    /** The service token's {@code expires_at} has passed. */
    SERVICE_TOKEN_EXPIRED,

    // Bad application tokens (section 4).
    /** Not a JWS of three parts, too long, not strict base64url, or a forbidden header member. */
    TOKEN_MALFORMED,
    /** An algorithm other than RS256. */
    TOKEN_ALGORITHM,
    /** A {@code kid} of no current or previous key. */
    TOKEN_UNKNOWN_KEY,
    /** The signature is invalid. */
    TOKEN_SIGNATURE,
    /** A claim that is missing or of the wrong type, or a {@code type} other than {@code app}. */
    TOKEN_CLAIMS,
    /** Another {@code iss}. */
    TOKEN_ISSUER,
    /** The {@code aud} of another application. */
    TOKEN_AUDIENCE,
    /** Past {@code exp}, or {@code iat} in the future. */
    TOKEN_EXPIRED,
    /** The session was ended, alone or with all sessions of its application, or its secret is no longer valid. */
    SESSION_REVOKED,
    /** Strict mode: an application token is not accepted on its own. */
    STRICT_MODE,

    // Forbidden.
    /** Valid, but no policy of the application admits it. */
    NO_POLICY,
    /** A {@code deny} policy matched. */
    DENY_POLICY,
    /** A WebSocket handshake whose endpoint would see hidden headers (section 5). */
    UNSAFE_HANDSHAKE,

    // Broken.
    /** The credential, configuration or key store failed. */
    STORE_UNAVAILABLE,

    // Ambiguous URL (section 6).
    /** The URL could be read in two ways. */
    AMBIGUOUS_URL;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word for this in logs and events, for example {@code wrong_secret}. */
    public String word() {
        return word;
    }
}
