package dev.latchkey.model;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an application that act on requests (management contract, section 2). Immutable.
 *
 * @param sessionDuration the life of its sessions, {@code 0s} for no cookie; null for the organization's
 * @param readServiceTokensFromHeader the name of the single header; null for none
 * @param singleHeaderSchemes the forms that the single header may have
 * @param anyValidServiceToken with no policy at all, whether any valid service token is let in
 * @param exposeCredentials whether the app sees the headers that carried the secret
 * @param sharedCaching whether shared caches may keep the app's answers, as the app says
 * @param serviceAuth401Redirect kept and returned; a machine is never redirected
 * @param httpOnlyCookie the cookie attribute {@code HttpOnly}
 * @param sameSite the cookie attribute {@code SameSite}
 * @param pathCookie whether the cookie's {@code Path} is the application's rather than {@code /}
 * @param optionsPreflightBypass whether CORS preflights pass to the app unauthenticated
 * @param corsHeaders how the filter answers CORS preflights; null where it does not
 * @param customDenyMessage stands in the body of a 403; null for none
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
        @Nullable String customDenyMessage) {}
