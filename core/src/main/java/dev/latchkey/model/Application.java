package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.HeaderName;
import dev.latchkey.internal.syntax.Sha256;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A protected application: its URL patterns, settings and policies (management contract, section 2). Immutable. */
public final class Application {

    /** The maximum number of policies of an application. */
    public static final int MAX_POLICIES = 1_000;

    private final UUID id;
    private final String aud;
    private final String name;
    private final List<ApplicationPattern> patterns;
    private final List<Policy> policies;
    private final ApplicationSettings settings;
    private final Map<String, @Nullable Object> otherMembers;
    private final Map<String, @Nullable Object> asWritten;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant updatedAt;
    private final @Nullable Instant sessionsRevokedAt;

    private Application(Builder from) {
        this.name = from.name;
        this.id = from.id == null ? idOf(from.name) : from.id;
        this.aud = from.aud == null ? audOf(id) : from.aud;
        this.patterns = List.copyOf(from.patterns);
        this.policies = from.policies.stream()
                .sorted(Comparator.comparingInt(Policy::precedence))
                .toList();
        this.settings = from.settings();
        // Not Map.copyOf: a member may be null, and the order is the writer's.
        this.otherMembers = Collections.unmodifiableMap(new LinkedHashMap<>(from.otherMembers));
        this.asWritten = Collections.unmodifiableMap(new LinkedHashMap<>(from.asWritten));
        this.createdAt = from.createdAt;
        this.updatedAt = from.updatedAt;
        this.sessionsRevokedAt = from.sessionsRevokedAt;
    }

    /** Creates a builder of an application with this display name. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Returns the default ID for this name. */
    public static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(("latchkey:application:" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the default AUD tag for this ID. */
    public static String audOf(UUID id) {
        return Sha256.hex(("latchkey:aud:" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a builder with all values of this application. */
    public Builder toBuilder() {
        Builder builder = new Builder(name).id(id).aud(aud);
        builder.patterns.addAll(patterns);
        builder.policies.addAll(policies);
        builder.apply(settings);
        builder.otherMembers = otherMembers;
        builder.asWritten = asWritten;
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        builder.sessionsRevokedAt = sessionsRevokedAt;
        return builder;
    }

    /** Returns the ID. */
    public UUID id() {
        return id;
    }

    /** Returns the AUD tag: 64 hex characters that identify the application inside its application tokens. */
    public String aud() {
        return aud;
    }

    /** Returns the display name, which is also the realm of a 401. */
    public String name() {
        return name;
    }

    /** Returns the first pattern as text. */
    public String domain() {
        return patterns.get(0).toString();
    }

    /** Returns all patterns, at least one. */
    public List<ApplicationPattern> patterns() {
        return patterns;
    }

    /** Returns the most specific cookie {@code Path} that includes every URL of this application. */
    public String cookiePath() {
        return ApplicationPattern.commonCookiePath(patterns);
    }

    /** Returns the policies, the lowest precedence first. */
    public List<Policy> policies() {
        return policies;
    }

    /** Returns the settings. */
    public ApplicationSettings settings() {
        return settings;
    }

    /** Returns the members without a meaning here, which are kept as they were written. */
    public Map<String, @Nullable Object> otherMembers() {
        return otherMembers;
    }

    /**
     * Returns members as they were written, by name, if that differs from the normal form of their value, such as
     * {@code 60m} instead of {@code 1h}. Entries whose value has changed have no effect.
     */
    public Map<String, @Nullable Object> asWritten() {
        return asWritten;
    }

    /** Returns the time of creation; null if unknown. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** Returns the time of the last change; null if unknown. */
    public @Nullable Instant updatedAt() {
        return updatedAt;
    }

    /** Returns when all sessions were last ended; null if never. */
    public @Nullable Instant sessionsRevokedAt() {
        return sessionsRevokedAt;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Application that
                        && id.equals(that.id)
                        && aud.equals(that.aud)
                        && name.equals(that.name)
                        && patterns.equals(that.patterns)
                        && policies.equals(that.policies)
                        && settings.equals(that.settings)
                        && otherMembers.equals(that.otherMembers)
                        && asWritten.equals(that.asWritten)
                        && written(patterns).equals(written(that.patterns))
                        && Objects.equals(createdAt, that.createdAt)
                        && Objects.equals(updatedAt, that.updatedAt)
                        && Objects.equals(sessionsRevokedAt, that.sessionsRevokedAt));
    }

    private static List<String> written(List<ApplicationPattern> patterns) {
        return patterns.stream().map(ApplicationPattern::written).toList();
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Application[id=" + id + ", name=" + name + ", domain=" + domain() + "]";
    }

    /** Builds an application. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private @Nullable UUID id;
        private @Nullable String aud;
        private final Set<ApplicationPattern> patterns = new LinkedHashSet<>();
        private final List<String> patternFaults = new ArrayList<>();
        private final List<Policy> policies = new ArrayList<>();
        private @Nullable Duration sessionDuration;
        private @Nullable String readServiceTokensFromHeader;
        private Set<SingleHeaderScheme> singleHeaderSchemes = EnumSet.of(SingleHeaderScheme.JSON);
        private boolean anyValidServiceToken;
        private boolean exposeCredentials;
        private boolean sharedCaching;
        private boolean serviceAuth401Redirect;
        private boolean httpOnlyCookie = true;
        private SameSite sameSite = SameSite.LAX;
        private boolean pathCookie;
        private boolean optionsPreflightBypass;
        private @Nullable CorsHeaders corsHeaders;
        private @Nullable String customDenyMessage;
        private Map<String, @Nullable Object> otherMembers = Map.of();
        private Map<String, @Nullable Object> asWritten = Map.of();
        private @Nullable Instant createdAt;
        private @Nullable Instant updatedAt;
        private @Nullable Instant sessionsRevokedAt;

        private Builder(String name) {
            this.name = name;
        }

        /** Sets the ID; by default {@link Application#idOf} of the name. */
        public Builder id(UUID id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /** Sets the AUD tag, 64 lower-case hex characters; by default {@link Application#audOf} of the ID. */
        public Builder aud(String aud) {
            this.aud = Objects.requireNonNull(aud, "aud");
            return this;
        }

        /** Adds a pattern, see {@link ApplicationPattern}. At least one is required. */
        public Builder domain(String pattern) {
            try {
                patterns.add(ApplicationPattern.parse(pattern));
            } catch (IllegalArgumentException e) {
                patternFaults.add("'" + pattern + "' " + e.getMessage());
            }
            return this;
        }

        /** Adds a pattern. At least one is required. */
        public Builder pattern(ApplicationPattern pattern) {
            patterns.add(pattern);
            return this;
        }

        /** Adds a policy. Without policies, nobody is admitted. */
        public Builder policy(Policy policy) {
            policies.add(policy);
            return this;
        }

        /** Replaces all policies. */
        public Builder policies(Collection<Policy> all) {
            policies.clear();
            policies.addAll(all);
            return this;
        }

        /** Sets whether an application without policies admits any valid service token; false by default. */
        public Builder anyValidServiceToken(boolean any) {
            this.anyValidServiceToken = any;
            return this;
        }

        /**
         * Sets the lifetime of sessions, {@code Duration.ZERO} for no cookie; null, the default, for the
         * organization's.
         */
        public Builder sessionDuration(@Nullable Duration sessionDuration) {
            this.sessionDuration = sessionDuration;
            return this;
        }

        /** Sets the name of the single header; null, the default, for none. */
        public Builder readServiceTokensFromHeader(@Nullable String header) {
            this.readServiceTokensFromHeader = header;
            return this;
        }

        /** Sets the accepted forms of the single header; only JSON by default. */
        public Builder singleHeaderSchemes(Collection<SingleHeaderScheme> schemes) {
            this.singleHeaderSchemes = new HashSet<>(schemes);
            return this;
        }

        /** Sets whether the app sees the headers that carried the secret; false by default. */
        public Builder exposeCredentials(boolean expose) {
            this.exposeCredentials = expose;
            return this;
        }

        /**
         * Sets whether shared caches may keep responses, and serve them to clients without credentials; false by
         * default. It is for public content behind a token (request contract, section 3, "Caching").
         */
        public Builder sharedCaching(boolean shared) {
            this.sharedCaching = shared;
            return this;
        }

        /** Sets a member that is kept for compatibility, without effect: a machine is never redirected. */
        public Builder serviceAuth401Redirect(boolean redirect) {
            this.serviceAuth401Redirect = redirect;
            return this;
        }

        /** Sets the cookie attribute {@code HttpOnly}; true by default. */
        public Builder httpOnlyCookie(boolean httpOnly) {
            this.httpOnlyCookie = httpOnly;
            return this;
        }

        /** Sets the cookie attribute {@code SameSite}; {@code Lax} by default. */
        public Builder sameSite(SameSite sameSite) {
            this.sameSite = Objects.requireNonNull(sameSite, "sameSite");
            return this;
        }

        /** Sets whether the cookie's {@code Path} is the application's instead of {@code /}; false by default. */
        public Builder pathCookie(boolean path) {
            this.pathCookie = path;
            return this;
        }

        /** Sets whether CORS preflights reach the app without credentials; false by default. */
        public Builder optionsPreflightBypass(boolean bypass) {
            this.optionsPreflightBypass = bypass;
            return this;
        }

        /** Sets how the filter answers CORS preflights; null, the default, if it does not. */
        public Builder corsHeaders(@Nullable CorsHeaders corsHeaders) {
            this.corsHeaders = corsHeaders;
            return this;
        }

        /** Sets the text in the body of a 403; null, the default, for none. */
        public Builder customDenyMessage(@Nullable String message) {
            this.customDenyMessage = message;
            return this;
        }

        /** Sets the members without a meaning here, which are kept, as plain maps, lists and values. */
        public Builder otherMembers(Map<String, @Nullable Object> members) {
            this.otherMembers = Objects.requireNonNull(members, "members");
            return this;
        }

        /** Sets members as they were written, by name, so that they are returned in that form; empty by default. */
        public Builder asWritten(Map<String, @Nullable Object> asWritten) {
            this.asWritten = Objects.requireNonNull(asWritten, "asWritten");
            return this;
        }

        /** Sets the time of creation. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets the time of the last change. */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Sets when all sessions were last ended, in milliseconds. Sessions that were opened under another value are
         * invalid.
         */
        public Builder sessionsRevokedAt(@Nullable Instant revokedAt) {
            this.sessionsRevokedAt = revokedAt;
            return this;
        }

        /**
         * Builds the application.
         *
         * @throws dev.latchkey.configuration.ConfigurationException with every invalid member
         */
        public Application build() {
            Faults faults = new Faults();
            if (name.isBlank() || name.length() > 255 || name.chars().anyMatch(Character::isISOControl)) {
                faults.add("/name", "must be 1 to 255 characters, not blank, without control characters");
            }
            if (aud != null && !aud.matches("[0-9a-f]{64}")) {
                faults.add("/aud", "must be 64 lower-case hex characters");
            }
            patternFaults.forEach(fault -> faults.add("/domain", fault));
            if (patterns.isEmpty() && patternFaults.isEmpty()) {
                faults.add("/domain", "is missing; set what the application covers, for example example.com/api or *");
            }
            if (readServiceTokensFromHeader != null) {
                String fault = HeaderName.faultAsSingleHeader(readServiceTokensFromHeader);
                if (fault != null) {
                    faults.add("/read_service_tokens_from_header", fault);
                }
            }
            if (singleHeaderSchemes.isEmpty()) {
                faults.add("/single_header_schemes", "must name at least one of json, basic, bearer");
            }
            if (optionsPreflightBypass && corsHeaders != null) {
                faults.add("/options_preflight_bypass", "cannot be combined with cors_headers");
            }
            if (sessionDuration != null && !Organization.isSessionDuration(sessionDuration)) {
                faults.add("/session_duration", "must be 0s, for no session, or 1s to 87600h");
            }
            faults.checkMoment("/created_at", createdAt);
            faults.checkMoment("/updated_at", updatedAt);
            faults.checkMoment("/sessions_revoked_at", sessionsRevokedAt);
            checkPolicies(faults);
            faults.throwIfAny("application " + name);
            return new Application(this);
        }

        private void checkPolicies(Faults faults) {
            if (policies.size() > MAX_POLICIES) {
                faults.add("/policies", "must be at most " + MAX_POLICIES);
                return;
            }
            Set<Object> seen = new HashSet<>();
            for (int i = 0; i < policies.size(); i++) {
                int precedence = policies.get(i).precedence();
                if (!seen.add(precedence)) {
                    faults.add("/policies/" + i + "/precedence", "two policies have the precedence " + precedence);
                }
                if (!seen.add(policies.get(i).id())) {
                    faults.add("/policies/" + i + "/id", "another policy of this application has this ID");
                }
            }
        }

        private ApplicationSettings settings() {
            return new ApplicationSettings(
                    sessionDuration,
                    readServiceTokensFromHeader,
                    Set.copyOf(singleHeaderSchemes),
                    anyValidServiceToken,
                    exposeCredentials,
                    sharedCaching,
                    serviceAuth401Redirect,
                    httpOnlyCookie,
                    sameSite,
                    pathCookie,
                    optionsPreflightBypass,
                    corsHeaders,
                    customDenyMessage);
        }

        private void apply(ApplicationSettings from) {
            sessionDuration = from.sessionDuration();
            readServiceTokensFromHeader = from.readServiceTokensFromHeader();
            singleHeaderSchemes = from.singleHeaderSchemes();
            anyValidServiceToken = from.anyValidServiceToken();
            exposeCredentials = from.exposeCredentials();
            sharedCaching = from.sharedCaching();
            serviceAuth401Redirect = from.serviceAuth401Redirect();
            httpOnlyCookie = from.httpOnlyCookie();
            sameSite = from.sameSite();
            pathCookie = from.pathCookie();
            optionsPreflightBypass = from.optionsPreflightBypass();
            corsHeaders = from.corsHeaders();
            customDenyMessage = from.customDenyMessage();
        }
    }
}
