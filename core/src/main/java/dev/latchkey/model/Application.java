package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.HeaderName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something protected: the URLs that it covers, its settings and its policies (management contract, section 2).
 * Immutable.
 */
public final class Application {

    /** As many policies as one application may have. */
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

    /** Returns a builder of an application with this name. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Returns the id that an application gets when it is given none: always the same one for the same name. */
    public static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(("latchkey:application:" + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the AUD tag that an application gets when it is given none: always the same one for the same id. */
    public static String audOf(UUID id) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(("latchkey:aud:" + id).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns a builder that holds everything that this application holds. */
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

    /** Returns its AUD tag: 64 hex characters that name it inside an application token. */
    public String aud() {
        return aud;
    }

    /** Returns its name for people, and the realm of its challenges. */
    public String name() {
        return name;
    }

    /** Returns its first pattern, as text. */
    public String domain() {
        return patterns.get(0).toString();
    }

    /** Returns all of its patterns, at least one. */
    public List<ApplicationPattern> patterns() {
        return patterns;
    }

    /**
     * Returns the {@code Path} of a cookie that comes back on every URL that this application covers, and on as few
     * others as can be.
     */
    public String cookiePath() {
        return ApplicationPattern.commonCookiePath(patterns);
    }

    /** Returns its policies, the lowest precedence first. */
    public List<Policy> policies() {
        return policies;
    }

    /** Returns the settings that act on requests. */
    public ApplicationSettings settings() {
        return settings;
    }

    /** Returns the members that have no meaning here and are kept as they were written. */
    public Map<String, @Nullable Object> otherMembers() {
        return otherMembers;
    }

    /**
     * Returns members as they were written, by name, if that differs from the normal form of their value: {@code 60m}
     * rather than {@code 1h}, or a default that was set. A member whose value has changed since has no effect.
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

    /** Returns when all of its sessions were last ended; null where they never were. */
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

    /** Collects an application's members. Not thread-safe. */
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

        /** Sets the id; without it, {@link Application#idOf} gives one, which then hangs on the name. */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /** Sets the AUD tag, 64 lower-case hex characters; without it, {@link Application#audOf} gives one. */
        public Builder aud(String aud) {
            this.aud = aud;
            return this;
        }

        /** Adds a pattern, as {@link ApplicationPattern} describes them; at least one is required. */
        public Builder domain(String pattern) {
            try {
                patterns.add(ApplicationPattern.parse(pattern));
            } catch (IllegalArgumentException e) {
                patternFaults.add("'" + pattern + "' " + e.getMessage());
            }
            return this;
        }

        /** Adds a pattern; at least one is required. */
        public Builder pattern(ApplicationPattern pattern) {
            patterns.add(pattern);
            return this;
        }

        /** Adds a policy. Without any, nobody gets in. */
        public Builder policy(Policy policy) {
            policies.add(policy);
            return this;
        }

        /** Sets the policies, in place of those added before. */
        public Builder policies(Collection<Policy> all) {
            policies.clear();
            policies.addAll(all);
            return this;
        }

        /** With no policy at all, lets any valid service token in: {@code any_valid_service_token}. */
        public Builder anyValidServiceToken(boolean any) {
            this.anyValidServiceToken = any;
            return this;
        }

        /** Sets the life of its sessions, {@code Duration.ZERO} for no cookie; null for the organization's. */
        public Builder sessionDuration(@Nullable Duration sessionDuration) {
            this.sessionDuration = sessionDuration;
            return this;
        }

        /** Sets the name of the single header; null for none. */
        public Builder readServiceTokensFromHeader(@Nullable String header) {
            this.readServiceTokensFromHeader = header;
            return this;
        }

        /** Sets the forms that the single header may have; JSON alone by default. */
        public Builder singleHeaderSchemes(Collection<SingleHeaderScheme> schemes) {
            this.singleHeaderSchemes = new HashSet<>(schemes);
            return this;
        }

        /** Lets the app see the headers that carried the secret; off by default. */
        public Builder exposeCredentials(boolean expose) {
            this.exposeCredentials = expose;
            return this;
        }

        /**
         * Lets shared caches keep the app's answers as the app says, and serve them to clients with no credentials; off
         * by default. For public content behind a token (request contract, section 3, "Caching").
         */
        public Builder sharedCaching(boolean shared) {
            this.sharedCaching = shared;
            return this;
        }

        /** Kept and returned for compatibility: a machine is never redirected. */
        public Builder serviceAuth401Redirect(boolean redirect) {
            this.serviceAuth401Redirect = redirect;
            return this;
        }

        /** Sets the cookie attribute {@code HttpOnly}; on by default. */
        public Builder httpOnlyCookie(boolean httpOnly) {
            this.httpOnlyCookie = httpOnly;
            return this;
        }

        /** Sets the cookie attribute {@code SameSite}; {@code Lax} by default. */
        public Builder sameSite(SameSite sameSite) {
            this.sameSite = sameSite;
            return this;
        }

        /** Makes the cookie's {@code Path} the application's; off by default. */
        public Builder pathCookie(boolean path) {
            this.pathCookie = path;
            return this;
        }

        /** Passes CORS preflights to the app unauthenticated; off by default. */
        public Builder optionsPreflightBypass(boolean bypass) {
            this.optionsPreflightBypass = bypass;
            return this;
        }

        /** Answers CORS preflights in the app's stead; null for not. */
        public Builder corsHeaders(@Nullable CorsHeaders corsHeaders) {
            this.corsHeaders = corsHeaders;
            return this;
        }

        /** Sets the text that stands in the body of a 403; null for none. */
        public Builder customDenyMessage(@Nullable String message) {
            this.customDenyMessage = message;
            return this;
        }

        /** Sets the members that have no meaning here and are kept, as plain maps, lists and values. */
        public Builder otherMembers(Map<String, @Nullable Object> members) {
            this.otherMembers = members;
            return this;
        }

        /** Sets members as they were written, by name, so that they are returned in that form; empty by default. */
        public Builder asWritten(Map<String, @Nullable Object> asWritten) {
            this.asWritten = asWritten;
            return this;
        }

        /** Sets when it was made. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets when it was last changed. */
        public Builder updatedAt(@Nullable Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /**
         * Sets when all of its sessions were last ended, to the millisecond: those opened under another moment than
         * this one count no more.
         */
        public Builder sessionsRevokedAt(@Nullable Instant revokedAt) {
            this.sessionsRevokedAt = revokedAt;
            return this;
        }

        /**
         * Returns the application.
         *
         * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
         */
        public Application build() {
            Faults faults = new Faults();
            if (name.isBlank() || name.length() > 255 || name.chars().anyMatch(Character::isISOControl)) {
                faults.add("/name", "must be 1 to 255 characters, not blank, with no control character");
            }
            if (aud != null && !aud.matches("[0-9a-f]{64}")) {
                faults.add("/aud", "must be 64 lower-case hex characters");
            }
            patternFaults.forEach(fault -> faults.add("/domain", fault));
            if (patterns.isEmpty() && patternFaults.isEmpty()) {
                faults.add("/domain", "is missing: say what the application covers, for example example.com/api or *");
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
            checkPrecedences(faults);
            faults.throwIfAny("application " + name);
            return new Application(this);
        }

        private void checkPrecedences(Faults faults) {
            if (policies.size() > MAX_POLICIES) {
                faults.add("/policies", "must be at most " + MAX_POLICIES);
                return;
            }
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < policies.size(); i++) {
                int precedence = policies.get(i).precedence();
                if (!seen.add(precedence)) {
                    faults.add("/policies/" + i + "/precedence", "two policies have the precedence " + precedence);
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
