package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings above all applications. Immutable.
 *
 * @param name the display name
 * @param authDomain the host of the issuer; the {@code iss} of application tokens is {@code https://<auth domain>}
 * @param sessionDuration the lifetime of a session, unless policy or application set one
 * @param strictServiceTokenAuth whether every request must present credentials, without sessions
 * @param denyUnmatchedRequests whether a URL that no application covers gets 403 instead of passing
 * @param explainDenials whether the body of a denial contains the reason; for development only
 * @param alwaysSecureCookie whether the cookie is {@code Secure} over plain HTTP, too
 * @param allowedUrlAmbiguities the ambiguities that are not refused
 * @param serviceTokenInactivity the clean-up of inactive service tokens
 * @param keyRotationInterval how long a signing key signs, in whole days: 21 to 365
 * @param trustedProxies the proxies whose {@code X-Forwarded-For} is trusted; none by default
 * @param asWritten members as they were written, by name: those with another normal form, and Cloudflare's that have no
 *     meaning here
 */
public record Organization(
        String name,
        String authDomain,
        Duration sessionDuration,
        boolean strictServiceTokenAuth,
        boolean denyUnmatchedRequests,
        boolean explainDenials,
        boolean alwaysSecureCookie,
        Set<UrlAmbiguity> allowedUrlAmbiguities,
        Inactivity serviceTokenInactivity,
        Duration keyRotationInterval,
        List<CidrBlock> trustedProxies,
        Map<String, @Nullable Object> asWritten) {

    /** The default host of the issuer. The domain ".invalid" never exists (RFC 2606). */
    public static final String DEFAULT_AUTH_DOMAIN = "latchkey.invalid";

    /** The maximum lifetime of a session: ten years. */
    private static final Duration LONGEST_SESSION = Duration.ofDays(3650);

    private static final int MIN_KEY_ROTATION_DAYS = 21;
    private static final int MAX_KEY_ROTATION_DAYS = 365;

    /** The default settings. */
    public static final Organization DEFAULT = builder().build();

    /**
     * Checks the settings.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
     */
    public Organization {
        allowedUrlAmbiguities = Set.copyOf(allowedUrlAmbiguities);
        trustedProxies = List.copyOf(trustedProxies);
        asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(asWritten));
        Faults faults = new Faults();
        if (!authDomain.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:\\d{1,5})?")) {
            faults.add("/auth_domain", "must be a host name without scheme and slash, for example team.example.com");
        }
        if (!isSessionDuration(sessionDuration)) {
            faults.add("/session_duration", "must be 0s, for no session, or 1s to 87600h");
        }
        if (!Duration.ofDays(keyRotationInterval.toDays()).equals(keyRotationInterval)
                || keyRotationInterval.toDays() < MIN_KEY_ROTATION_DAYS
                || keyRotationInterval.toDays() > MAX_KEY_ROTATION_DAYS) {
            faults.add("/key_rotation_interval_days", "must be 21 to 365");
        }
        faults.throwIfAny("organization");
    }

    /** Returns whether the duration is allowed. Application tokens have whole seconds. */
    static boolean isSessionDuration(Duration duration) {
        return duration.isZero()
                || (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(LONGEST_SESSION) <= 0);
    }

    /** Creates a builder with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Creates a builder with these settings. */
    public Builder toBuilder() {
        return builder()
                .name(name)
                .authDomain(authDomain)
                .sessionDuration(sessionDuration)
                .strictServiceTokenAuth(strictServiceTokenAuth)
                .denyUnmatchedRequests(denyUnmatchedRequests)
                .explainDenials(explainDenials)
                .alwaysSecureCookie(alwaysSecureCookie)
                .allowUrlAmbiguities(allowedUrlAmbiguities)
                .serviceTokenInactivity(serviceTokenInactivity)
                .keyRotationInterval(keyRotationInterval)
                .trustedProxies(trustedProxies)
                .asWritten(asWritten);
    }

    /** Returns the {@code iss} of application tokens: an https URL without a trailing slash. */
    public String issuer() {
        return "https://" + authDomain;
    }

    /** Builds the settings. Not thread-safe. */
    public static final class Builder {

        private String name = "Latchkey";
        private String authDomain = DEFAULT_AUTH_DOMAIN;
        private Duration sessionDuration = Duration.ofHours(24);
        private boolean strictServiceTokenAuth;
        private boolean denyUnmatchedRequests = true;
        private boolean explainDenials;
        private boolean alwaysSecureCookie;
        private Set<UrlAmbiguity> allowedUrlAmbiguities = Set.of();
        private Inactivity serviceTokenInactivity = Inactivity.OFF;
        private Duration keyRotationInterval = Duration.ofDays(42);
        private List<CidrBlock> trustedProxies = List.of();
        private Map<String, @Nullable Object> asWritten = Map.of();

        private Builder() {}

        /** Sets the display name. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Sets the host of the issuer. */
        public Builder authDomain(String authDomain) {
            this.authDomain = Objects.requireNonNull(authDomain, "authDomain");
            return this;
        }

        /** Sets the lifetime of a session, unless policy or application set one; 24 hours by default. */
        public Builder sessionDuration(Duration sessionDuration) {
            this.sessionDuration = Objects.requireNonNull(sessionDuration, "sessionDuration");
            return this;
        }

        /** Sets strict mode; false by default. */
        public Builder strictServiceTokenAuth(boolean strict) {
            this.strictServiceTokenAuth = strict;
            return this;
        }

        /** Sets whether a URL that no application covers is denied; true by default. */
        public Builder denyUnmatchedRequests(boolean deny) {
            this.denyUnmatchedRequests = deny;
            return this;
        }

        /** Sets whether the body of a denial contains the reason, for development only; false by default. */
        public Builder explainDenials(boolean explain) {
            this.explainDenials = explain;
            return this;
        }

        /**
         * Sets whether the cookie is {@code Secure} over plain HTTP, too, for apps behind a TLS proxy; false by
         * default.
         */
        public Builder alwaysSecureCookie(boolean always) {
            this.alwaysSecureCookie = always;
            return this;
        }

        /** Sets the ambiguities that are not refused; none by default. */
        public Builder allowUrlAmbiguities(Collection<UrlAmbiguity> allowed) {
            this.allowedUrlAmbiguities = Set.copyOf(allowed);
            return this;
        }

        /** Sets the clean-up of inactive service tokens; off by default. */
        public Builder serviceTokenInactivity(Inactivity inactivity) {
            this.serviceTokenInactivity = Objects.requireNonNull(inactivity, "inactivity");
            return this;
        }

        /** Sets how long a signing key signs, 21 to 365 whole days; 42 by default. */
        public Builder keyRotationInterval(Duration interval) {
            this.keyRotationInterval = Objects.requireNonNull(interval, "interval");
            return this;
        }

        /**
         * Sets the proxies whose {@code X-Forwarded-For} is trusted; none by default. A proxy that neither appends to
         * the header nor replaces it lets its clients choose their address.
         */
        public Builder trustedProxies(Collection<CidrBlock> proxies) {
            this.trustedProxies = List.copyOf(proxies);
            return this;
        }

        /** Sets members as they were written, by name, so that they are returned in that form; empty by default. */
        public Builder asWritten(Map<String, @Nullable Object> asWritten) {
            this.asWritten = Objects.requireNonNull(asWritten, "asWritten");
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
         */
        public Organization build() {
            return new Organization(
                    name,
                    authDomain,
                    sessionDuration,
                    strictServiceTokenAuth,
                    denyUnmatchedRequests,
                    explainDenials,
                    alwaysSecureCookie,
                    allowedUrlAmbiguities,
                    serviceTokenInactivity,
                    keyRotationInterval,
                    trustedProxies,
                    asWritten);
        }
    }

    /**
     * Forms of URLs that a container and the filter could read differently (request contract, section 6). Each gets
     * 400 if a pattern for the host has a path, unless it is allowed by its {@link #word()}.
     */
    public enum UrlAmbiguity {
        /** A NUL or another control character, raw or percent-encoded. */
        CONTROL_CHARACTER,
        /** A backslash, raw or as {@code %5c}. */
        BACKSLASH,
        /** An encoded slash, {@code %2f}. */
        ENCODED_SLASH,
        /** An encoded percent sign, {@code %25}. */
        ENCODED_PERCENT,
        /** A dot segment, {@code .} or {@code ..}. Honest clients resolve it before sending (RFC 3986, 5.2.4). */
        DOT_SEGMENT,
        /** A dot segment, {@code .} or {@code ..}, with an encoded dot, {@code %2e}. */
        ENCODED_DOT_SEGMENT,
        /** A {@code ;} path parameter, except a trailing {@code ;jsessionid=…}. */
        PATH_PARAMETER,
        /** An empty segment, {@code //}. */
        EMPTY_SEGMENT,
        /** A malformed percent-escape, or a malformed or overlong UTF-8 sequence. */
        MALFORMED_ENCODING,
        /** The container throws when it is asked for the path. */
        UNREADABLE_PATH;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word that allows this form in the configuration, for example {@code encoded_slash}. */
        public String word() {
            return word;
        }
    }

    /**
     * The clean-up of inactive service tokens ({@code service_token_inactivity}; management contract, section 1).
     * Immutable.
     *
     * @param enabled whether the clean-up runs
     * @param thresholdDays how old, and how long unused, an inactive token is, in days: 30 to 365
     * @param action the action on inactive tokens
     */
    public record Inactivity(boolean enabled, int thresholdDays, Action action) {

        /** No clean-up. */
        public static final Inactivity OFF = new Inactivity(false, 365, Action.DISABLE);

        /** An action on an inactive service token. */
        public enum Action {
            /** Disables it. It can be enabled again. */
            DISABLE,
            /** Deletes it. */
            DELETE;

            private final String word = name().toLowerCase(Locale.ROOT);

            /** Returns the word for this action in JSON. */
            public String word() {
                return word;
            }
        }

        /**
         * Checks the threshold.
         *
         * @throws dev.latchkey.configuration.ConfigurationException if it is out of range
         */
        public Inactivity {
            Faults faults = new Faults();
            if (thresholdDays < 30 || thresholdDays > 365) {
                faults.add("/inactivity_threshold_days", "must be 30 to 365, not " + thresholdDays);
            }
            faults.throwIfAny("service_token_inactivity");
        }

        /** Returns the threshold. */
        public Duration threshold() {
            return Duration.ofDays(thresholdDays);
        }
    }
}
