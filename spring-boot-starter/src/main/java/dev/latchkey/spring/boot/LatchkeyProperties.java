package dev.latchkey.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of the starter. Members of organization and applications have the names of the configuration file.
 * Immutable.
 *
 * @param configuration Path of the configuration file, which is watched for changes, or classpath:…, which is read once.
 * @param keyFile Path of the file of the signing keys. Ended sessions are kept beside it. By default, both lie beside the
 *     configuration file. Without one, all sessions end with the process.
 * @param dataSource Name of the DataSource bean of the database that holds the whole configuration.
 * @param keyEncryptionKey 32 bytes in hex or base64 that encrypt private signing keys in the database. Further keys,
 *     separated by commas, only decrypt.
 * @param failClosedAfter How long cached state stays valid while the database is unreachable: 500ms to 1h, or never. 30s
 *     by default.
 * @param migrate Whether to create and update the tables in the database.
 * @param listen Whether to use PostgreSQL's LISTEN. True by default.
 * @param pepper At least 16 bytes in hex or base64. Digests of secrets are then HMAC-SHA-256.
 * @param clientId Client ID of the only service token.
 * @param clientSecretDigest SHA-256 of the client secret in hex.
 * @param organization Settings above all applications, if no file and no database holds them.
 * @param applications What is protected, if no file and no database says so. One application that covers everything by
 *     default.
 * @param management The management API over HTTP.
 * @param managementPort What to do about a separate management.server.port, which the filter of the app does not cover.
 * @param security How identities become authentications in Spring Security.
 */
@ConfigurationProperties("latchkey")
record LatchkeyProperties(
        @Nullable String configuration,
        @Nullable String keyFile,
        @Nullable String dataSource,
        @Nullable String keyEncryptionKey,
        @Nullable String failClosedAfter,
        @Nullable Boolean migrate,
        @Nullable Boolean listen,
        @Nullable String pepper,
        @Nullable String clientId,
        @Nullable String clientSecretDigest,
        @Nullable Organization organization,
        @DefaultValue List<Application> applications,
        @DefaultValue Management management,
        @DefaultValue("refuse") ManagementPort managementPort,
        @DefaultValue Security security) {

    /** What happens to a separate management port. */
    enum ManagementPort {
        /** The app does not start. */
        REFUSE,
        /** The endpoints on that port are open to every client that reaches it. */
        OPEN,
        /** The filter is registered on that port, too. */
        PROTECT
    }

    /** Names no value, as some are secrets. */
    @Override
    public String toString() {
        return "LatchkeyProperties";
    }

    /**
     * Settings of the organization.
     *
     * @param name Display name.
     * @param authDomain Host of the issuer. A change ends all sessions.
     * @param sessionDuration Lifetime of a session, unless policy or application set one. 24h by default.
     * @param strictServiceTokenAuth Strict mode: no sessions, every request presents credentials.
     * @param denyUnmatchedRequests Whether a URL that no application covers gets 403 or passes anonymously. True by
     *     default.
     * @param explainDenials Puts the reason into the body of denials. For development only.
     * @param alwaysSecureCookie Secure cookies over plain HTTP too, for proxies that terminate TLS.
     * @param allowedUrlAmbiguities Forms of ambiguous URLs that are not refused.
     * @param serviceTokenInactivity Clean-up of inactive service tokens.
     * @param keyRotationIntervalDays How long a signing key signs, 21 to 365 days. 42 by default.
     * @param trustedProxies Addresses and blocks of proxies whose X-Forwarded-For is trusted.
     */
    record Organization(
            @Nullable String name,
            @Nullable String authDomain,
            @Nullable String sessionDuration,
            @Nullable Boolean strictServiceTokenAuth,
            @Nullable Boolean denyUnmatchedRequests,
            @Nullable Boolean explainDenials,
            @Nullable Boolean alwaysSecureCookie,
            @Nullable List<String> allowedUrlAmbiguities,
            @Nullable Inactivity serviceTokenInactivity,
            @Nullable Integer keyRotationIntervalDays,
            @Nullable List<String> trustedProxies) {

        /**
         * Clean-up of inactive service tokens.
         *
         * @param enabled Whether it runs.
         * @param inactivityThresholdDays Days without use, 30 to 365.
         * @param action What happens to an inactive token: disable or delete.
         */
        record Inactivity(
                @Nullable Boolean enabled,
                @Nullable Integer inactivityThresholdDays,
                @Nullable String action) {}
    }

    /**
     * An application.
     *
     * @param id UUID. From the name by default.
     * @param aud AUD tag, 64 lower-case hex characters. From the ID by default.
     * @param name Display name, and the realm of a 401.
     * @param domain What is protected: a host or host/path. * covers every host.
     * @param destinations More patterns.
     * @param sessionDuration Lifetime of its sessions. 0s for no cookie.
     * @param readServiceTokensFromHeader Name of the single header.
     * @param singleHeaderSchemes Accepted forms of the single header: json, basic, bearer. json by default.
     * @param anyValidServiceToken Without any policy: every valid service token gets in, instead of nobody. True by
     *     default for the service token of latchkey.client-id.
     * @param exposeCredentials The app sees the headers that carried the secret.
     * @param sharedCaching Shared caches may keep answers.
     * @param httpOnlyCookieAttribute HttpOnly of the cookie. True by default.
     * @param sameSiteCookieAttribute SameSite of the cookie: lax, strict or none. lax by default.
     * @param pathCookieAttribute The Path of the cookie is the application's, not /.
     * @param optionsPreflightBypass CORS preflights reach the app.
     * @param corsHeaders The filter answers CORS preflights.
     * @param customDenyMessage Text in the body of a 403.
     * @param policies A JSON array of policies, as in the configuration file.
     */
    record Application(
            @Nullable String id,
            @Nullable String aud,
            @Nullable String name,
            @Nullable String domain,
            @Nullable List<Destination> destinations,
            @Nullable String sessionDuration,
            @Nullable String readServiceTokensFromHeader,
            @Nullable List<String> singleHeaderSchemes,
            @Nullable Boolean anyValidServiceToken,
            @Nullable Boolean exposeCredentials,
            @Nullable Boolean sharedCaching,
            @Nullable Boolean httpOnlyCookieAttribute,
            @Nullable String sameSiteCookieAttribute,
            @Nullable Boolean pathCookieAttribute,
            @Nullable Boolean optionsPreflightBypass,
            @Nullable CorsHeaders corsHeaders,
            @Nullable String customDenyMessage,
            @Nullable String policies) {

        /**
         * One pattern.
         *
         * @param type public.
         * @param uri host or host/path.
         */
        record Destination(
                @DefaultValue("public") String type,
                @Nullable String uri) {}

        /**
         * How the filter answers CORS preflights.
         *
         * @param allowAllHeaders Every header that the preflight asks for is allowed.
         * @param allowAllMethods Every method that the preflight asks for is allowed.
         * @param allowAllOrigins Every origin is allowed.
         * @param allowCredentials Cookies are allowed. Not together with all origins.
         * @param allowedHeaders The allowed headers.
         * @param allowedMethods The allowed methods.
         * @param allowedOrigins The allowed origins, compared exactly.
         * @param maxAge How many seconds the answer may be cached. -1 for not at all.
         */
        record CorsHeaders(
                @Nullable Boolean allowAllHeaders,
                @Nullable Boolean allowAllMethods,
                @Nullable Boolean allowAllOrigins,
                @Nullable Boolean allowCredentials,
                @Nullable List<String> allowedHeaders,
                @Nullable List<String> allowedMethods,
                @Nullable List<String> allowedOrigins,
                @Nullable Integer maxAge) {}
    }

    /**
     * The management API.
     *
     * @param enabled Whether it is registered.
     * @param path Servlet mapping, ending in /*.
     * @param accountId 32 hex characters that are part of every path.
     * @param tokens Its management tokens.
     */
    record Management(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/client/v4/*") String path,
            @Nullable String accountId,
            @DefaultValue List<Token> tokens) {

        /**
         * A management token.
         *
         * @param name Name in events and in the log.
         * @param scope read or write.
         * @param digest SHA-256 of the token in hex.
         */
        record Token(
                @Nullable String name,
                @Nullable String scope,
                @Nullable String digest) {

            /** Names no value, as users may put the token in the place of its digest. */
            @Override
            public String toString() {
                return "Token";
            }
        }
    }

    /**
     * Spring Security.
     *
     * @param authorityPrefixes Each role becomes one authority for each prefix. ROLE_ and the role as it is by default.
     */
    record Security(@Nullable List<String> authorityPrefixes) {}
}
