package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.HeaderName;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the filter answers CORS preflights for an application ({@code cors_headers}). Immutable.
 *
 * @param allowAllHeaders whether every requested header is allowed
 * @param allowAllMethods whether every requested method is allowed
 * @param allowAllOrigins whether every origin is allowed
 * @param allowCredentials whether cookies are allowed; not together with all origins
 * @param allowedHeaders the allowed headers
 * @param allowedMethods the allowed methods
 * @param allowedOrigins the allowed origins, compared exactly; {@code null}, which every site can send, not together
 *     with credentials
 * @param maxAge for how many seconds the response may be cached: -1 for not at all, at most 86,400; null for no
 *     statement
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
     * Checks the settings.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
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
            } else if (allowCredentials && allowedOrigins.get(i).equals("null")) {
                faults.add(
                        "/allowed_origins/" + i,
                        "cannot be null with allow_credentials: any site can send a request from a sandboxed frame");
            }
        }
        faults.throwIfAny("cors_headers");
    }

    /** Creates a builder that allows nothing yet. */
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

    /** Builds the settings. Not thread-safe. */
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

        /** Sets whether every requested header is allowed. */
        public Builder allowAllHeaders(boolean all) {
            this.allowAllHeaders = all;
            return this;
        }

        /** Sets whether every requested method is allowed. */
        public Builder allowAllMethods(boolean all) {
            this.allowAllMethods = all;
            return this;
        }

        /** Sets whether every origin is allowed. */
        public Builder allowAllOrigins(boolean all) {
            this.allowAllOrigins = all;
            return this;
        }

        /** Sets whether cookies are allowed. Cannot be combined with all origins. */
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
         * Sets for how many seconds the response may be cached: -1 for not at all, at most 86,400; null for no
         * statement.
         */
        public Builder maxAge(@Nullable Integer seconds) {
            this.maxAge = seconds;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
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
