package dev.latchkey.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an application for its requests (management contract, section 2). Immutable.
 *
 * @param sessionDuration the lifetime of sessions, {@code 0s} for no cookie; null for the organization's
 * @param readServiceTokensFromHeader the name of the single header; null for none
 * @param singleHeaderSchemes the accepted forms of the single header
 * @param anyValidServiceToken whether an application without policies admits any valid service token
 * @param exposeCredentials whether the app sees the headers that carried the secret
 * @param sharedCaching whether shared caches may keep responses
 * @param serviceAuth401Redirect kept without effect; a machine is never redirected
 * @param httpOnlyCookie the cookie attribute {@code HttpOnly}
 * @param sameSite the cookie attribute {@code SameSite}
 * @param pathCookie whether the cookie's {@code Path} is the application's instead of {@code /}
 * @param optionsPreflightBypass whether CORS preflights reach the app without credentials
 * @param corsHeaders how the filter answers CORS preflights; null if it does not
 * @param customDenyMessage the text in the body of a 403; null for none
 */
public record ApplicationSettings(
        @Nullable Duration sessionDuration,
        @Nullable String readServiceTokensFromHeader,
        Set<SingleHeaderScheme> singleHeaderSchemes,
        boolean anyValidServiceToken,
        boolean exposeCredentials,
        boolean sharedCaching,
        boolean serviceAuth401Redirect,
        boolean httpOnlyCookie,
        SameSite sameSite,
        boolean pathCookie,
        boolean optionsPreflightBypass,
        @Nullable CorsHeaders corsHeaders,
        @Nullable String customDenyMessage) {

    /** A form of credentials in the single header (request contract, section 2). */
    public enum SingleHeaderScheme {
        /** A JSON object with both members. The default. */
        JSON,
        /** {@code Basic base64(<id>:<secret>)}. */
        BASIC,
        /** {@code Bearer {json}} and {@code Bearer <id>:<secret>}. */
        BEARER;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word for this scheme in JSON. */
        public String word() {
            return word;
        }
    }

    /** The cookie attribute {@code SameSite}. */
    public enum SameSite {
        /** Sends the cookie with top-level navigations from other sites, too. The default. */
        LAX("Lax"),
        /** Sends the cookie within one site only. */
        STRICT("Strict"),
        /** Always sends the cookie. Browsers accept this only from secure sites. */
        NONE("None");

        private final String attribute;

        SameSite(String attribute) {
            this.attribute = attribute;
        }

        /** Returns the attribute's value in {@code Set-Cookie}. */
        public String attribute() {
            return attribute;
        }

        /** Returns the word for this value in JSON. */
        public String word() {
            return attribute.toLowerCase(Locale.ROOT);
        }
    }
}
