package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.HeaderName;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the filter answers CORS preflights in an application's stead: {@code cors_headers}. Immutable.
 *
 * @param allowAllHeaders every header that the preflight asks for is allowed
 * @param allowAllMethods every method that the preflight asks for is allowed
 * @param allowAllOrigins every origin is allowed
 * @param allowCredentials cookies are allowed; not together with all origins
 * @param allowedHeaders the headers that are allowed
 * @param allowedMethods the methods that are allowed
 * @param allowedOrigins the origins that are allowed, compared exactly
 * @param maxAge for how many seconds the answer may be cached, -1 (don't) to 86,400; null to say nothing
 */
public record CorsHeaders(
        boolean allowAllHeaders,
        boolean allowAllMethods,
        boolean allowAllOrigins,
        boolean allowCredentials,
        List<String> allowedHeaders,
        List<String> allowedMethods,
        List<String> allowedOrigins,
        @Nullable Integer maxAge) {

    /**
     * Rejects what cannot be honoured.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
     */
    public CorsHeaders {
        allowedHeaders = List.copyOf(allowedHeaders);
        allowedMethods = List.copyOf(allowedMethods);
        allowedOrigins = List.copyOf(allowedOrigins);
        Faults faults = new Faults();
        if (allowAllOrigins && allowCredentials) {
            faults.add(
                    "/allow_credentials", "cannot be combined with allow_all_origins: any site could act for a user");
        }
        if (maxAge != null && (maxAge < -1 || maxAge > 86_400)) {
            faults.add("/max_age", "must be -1 to 86400, not " + maxAge);
        }
        checkTokens(faults, "/allowed_headers", allowedHeaders);
        checkTokens(faults, "/allowed_methods", allowedMethods);
        for (int i = 0; i < allowedOrigins.size(); i++) {
            if (!allowedOrigins.get(i).matches("[\\x21-\\x7e&&[^,]]{1,512}")) {
                faults.add("/allowed_origins/" + i, "must be an origin such as https://app.example.com");
            }
        }
        faults.throwIfAny("cors_headers");
    }

    /** Returns a builder that allows nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    private static void checkTokens(Faults faults, String pointer, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!HeaderName.isToken(names.get(i))) {
                faults.add(pointer + "/" + i, "must be an RFC 9110 token");
            }
        }
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder {

        private boolean allowAllHeaders;
        private boolean allowAllMethods;
        private boolean allowAllOrigins;
        private boolean allowCredentials;
        private List<String> allowedHeaders = List.of();
        private List<String> allowedMethods = List.of();
        private List<String> allowedOrigins = List.of();
        private @Nullable Integer maxAge;

        private Builder() {}

        /** Allows every header that the preflight asks for. */
        public Builder allowAllHeaders(boolean all) {
            this.allowAllHeaders = all;
            return this;
        }

        /** Allows every method that the preflight asks for. */
        public Builder allowAllMethods(boolean all) {
            this.allowAllMethods = all;
            return this;
        }

        /** Allows every origin. */
        public Builder allowAllOrigins(boolean all) {
            this.allowAllOrigins = all;
            return this;
        }

        /** Allows cookies. Cannot be combined with all origins. */
        public Builder allowCredentials(boolean allow) {
            this.allowCredentials = allow;
            return this;
        }

        /** Sets the allowed headers. */
        public Builder allowedHeaders(Collection<String> headers) {
            this.allowedHeaders = List.copyOf(headers);
            return this;
        }

        /** Sets the allowed methods. */
        public Builder allowedMethods(Collection<String> methods) {
            this.allowedMethods = List.copyOf(methods);
            return this;
        }

        /** Sets the allowed origins, which are compared exactly. */
        public Builder allowedOrigins(Collection<String> origins) {
            this.allowedOrigins = List.copyOf(origins);
            return this;
        }

        /**
         * Sets for how many seconds the answer may be cached: -1 for not at all, at most 86,400; null for no statement.
         */
        public Builder maxAge(@Nullable Integer seconds) {
            this.maxAge = seconds;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
         */
        public CorsHeaders build() {
            return new CorsHeaders(
                    allowAllHeaders,
                    allowAllMethods,
                    allowAllOrigins,
                    allowCredentials,
                    allowedHeaders,
                    allowedMethods,
                    allowedOrigins,
                    maxAge);
        }
    }
}
