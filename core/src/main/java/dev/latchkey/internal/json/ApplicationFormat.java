package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads and writes applications (management contract, section 2). Stateless. */
public final class ApplicationFormat {

    private static final WireNames<SingleHeaderScheme> SCHEMES =
            new WireNames<>(SingleHeaderScheme.values(), SingleHeaderScheme::word);
    private static final WireNames<SameSite> SAME_SITES = new WireNames<>(SameSite.values(), SameSite::word);

    private static final Kind<ApplicationPattern> PATTERN =
            Kind.parsed(ApplicationPattern::parse, ApplicationPattern::written);
    private static final Kind<List<ApplicationPattern>> PATTERNS =
            Kind.listOf(ApplicationPattern::parse, ApplicationPattern::written);
    private static final Kind<List<ApplicationPattern>> DESTINATIONS = new Kind<>(
            JsonNodeType.ARRAY,
            ApplicationFormat::readDestinations,
            // Of one alone, the domain says everything.
            patterns -> patterns.size() > 1 ? writeDestinations(patterns) : null,
            ApplicationFormat::writeDestinations);
    /** The policies themselves depend on what is around the application, so they are read and written apart. */
    private static final Kind<List<Policy>> POLICIES = new Kind<>(
            JsonNodeType.ARRAY, (in, name) -> null, policies -> JsonNodeFactory.instance.arrayNode(policies.size()));

    /** Every member that has a meaning. {@code CONTRIBUTING.md} lists the steps to add a setting. */
    public static final Catalogue<Application, Application.Builder> MEMBERS = new Catalogue<>(
            Application.named("default").domain("*").build(),
            List.of(
                    member("id", Kind.ID, Application::id, Application.Builder::id, "UUID", Trait.ALWAYS, Trait.FIXED),
                    member(
                            "aud",
                            Kind.TEXT,
                            Application::aud,
                            Application.Builder::aud,
                            "AUD tag, 64 lower-case hex characters",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>(
                            "name",
                            Kind.TEXT,
                            Application::name,
                            null,
                            "display name, and the realm of a 401; required",
                            Trait.ALWAYS,
                            Trait.KEPT_BY_PUT),
                    member(
                            "domain",
                            PATTERN,
                            application -> application.patterns().get(0),
                            Application.Builder::pattern,
                            "a [pattern](#patterns); required unless `destinations` or `self_hosted_domains` is set",
                            Trait.ALWAYS,
                            Trait.NOT_ECHOED,
                            Trait.INIT_PARAMETER),
                    member(
                            "type",
                            only("self_hosted"),
                            application -> "self_hosted",
                            (out, type) -> {},
                            "`self_hosted`",
                            Trait.ALWAYS),
                    member(
                            "destinations",
                            DESTINATIONS,
                            Application::patterns,
                            (out, all) -> all.forEach(out::pattern),
                            "more patterns: `[{\"type\": \"public\", \"uri\": \"example.com/x\"}]`",
                            Trait.ALWAYS,
                            Trait.NOT_ECHOED),
                    member(
                            "self_hosted_domains",
                            PATTERNS,
                            Application::patterns,
                            (out, all) -> all.forEach(out::pattern),
                            "more patterns, in an older form: `[\"example.com/x\"]`",
                            Trait.ALWAYS,
                            Trait.NOT_ECHOED,
                            Trait.NOT_IN_FILE),
                    setting(
                            "session_duration",
                            Kind.DURATION,
                            ApplicationSettings::sessionDuration,
                            Application.Builder::sessionDuration,
                            "lifetime of its sessions; `0s` for no cookie",
                            Trait.INIT_PARAMETER),
                    setting(
                            "read_service_tokens_from_header",
                            Kind.TEXT,
                            ApplicationSettings::readServiceTokensFromHeader,
                            Application.Builder::readServiceTokensFromHeader,
                            "name of the [single header](requests.md#the-single-header)",
                            Trait.INIT_PARAMETER),
                    setting(
                            "single_header_schemes",
                            Kind.setOf(SCHEMES),
                            ApplicationSettings::singleHeaderSchemes,
                            Application.Builder::singleHeaderSchemes,
                            "accepted forms: `json`, `basic`, `bearer`",
                            Trait.KEPT_BY_PUT,
                            Trait.INIT_PARAMETER),
                    setting(
                            "any_valid_service_token",
                            Kind.FLAG,
                            ApplicationSettings::anyValidServiceToken,
                            Application.Builder::anyValidServiceToken,
                            "ignored once the application has a policy; without one, admits every valid service token",
                            Trait.KEPT_BY_PUT),
                    setting(
                            "expose_credentials",
                            Kind.FLAG,
                            ApplicationSettings::exposeCredentials,
                            Application.Builder::exposeCredentials,
                            "the app sees the headers that carried the secret",
                            Trait.KEPT_BY_PUT),
                    setting(
                            "shared_caching",
                            Kind.FLAG,
                            ApplicationSettings::sharedCaching,
                            Application.Builder::sharedCaching,
                            "shared caches may keep [answers](requests.md#caching)",
                            Trait.KEPT_BY_PUT,
                            Trait.INIT_PARAMETER),
                    setting(
                            "service_auth_401_redirect",
                            Kind.FLAG,
                            ApplicationSettings::serviceAuth401Redirect,
                            Application.Builder::serviceAuth401Redirect,
                            "kept without effect"),
                    setting(
                            "http_only_cookie_attribute",
                            Kind.FLAG,
                            ApplicationSettings::httpOnlyCookie,
                            Application.Builder::httpOnlyCookie,
                            "`HttpOnly` of the cookie"),
                    setting(
                            "same_site_cookie_attribute",
                            Kind.oneOf(SAME_SITES),
                            ApplicationSettings::sameSite,
                            Application.Builder::sameSite,
                            "`SameSite` of the cookie: `lax`, `strict` or `none`"),
                    setting(
                            "path_cookie_attribute",
                            Kind.FLAG,
                            ApplicationSettings::pathCookie,
                            Application.Builder::pathCookie,
                            "the cookie's `Path` is the application's, not `/`"),
                    setting(
                            "options_preflight_bypass",
                            Kind.FLAG,
                            ApplicationSettings::optionsPreflightBypass,
                            Application.Builder::optionsPreflightBypass,
                            "[CORS preflights](requests.md#cors-preflights) reach the app"),
                    setting(
                            "cors_headers",
                            CorsHeadersFormat.KIND,
                            ApplicationSettings::corsHeaders,
                            Application.Builder::corsHeaders,
                            "the filter answers CORS preflights; excludes `options_preflight_bypass`"),
                    setting(
                            "custom_deny_message",
                            Kind.TEXT,
                            ApplicationSettings::customDenyMessage,
                            Application.Builder::customDenyMessage,
                            "text in the body of a 403"),
                    new Member<>(
                            "policies",
                            POLICIES,
                            Application::policies,
                            null,
                            "IDs of [policies](#policies), `{\"id\": …, \"precedence\": …}`, or whole policies; at most 1,000",
                            Trait.ALWAYS,
                            Trait.NOT_ECHOED),
                    Member.createdAt(Application::createdAt, Application.Builder::createdAt),
                    Member.updatedAt(Application::updatedAt, Application.Builder::updatedAt),
                    member(
                            "sessions_revoked_at",
                            Kind.MOMENT,
                            Application::sessionsRevokedAt,
                            Application.Builder::sessionsRevokedAt,
                            "ends all sessions of the application when it changes; precise to the millisecond",
                            Trait.FIXED)),
            Application::asWritten,
            Application.Builder::asWritten);

    private ApplicationFormat() {}

    private static <V> Member<Application, Application.Builder, V> member(
            String name,
            Kind<V> kind,
            Function<Application, ? extends @Nullable V> getter,
            BiConsumer<Application.Builder, V> setter,
            String meaning,
            Trait... traits) {
        return new Member<>(name, kind, getter, setter, meaning, traits);
    }

    private static <V> Member<Application, Application.Builder, V> setting(
            String name,
            Kind<V> kind,
            Function<ApplicationSettings, ? extends @Nullable V> getter,
            BiConsumer<Application.Builder, V> setter,
            String meaning,
            Trait... traits) {
        return new Member<>(name, kind, application -> getter.apply(application.settings()), setter, meaning, traits);
    }

    /** Returns the application, or null if it is invalid. */
    public static @Nullable Application read(JsonObjectReader in, PolicyListReader policies) {
        in.require("name", "is missing");
        Application.Builder out = Application.named(Objects.requireNonNullElse(in.text("name"), "unnamed"));
        MEMBERS.read(in, out);
        if (!in.faults().isEmpty() && coversNothingValid(in)) {
            // That is reported already. With a placeholder, which no other application has, no other fault follows.
            out.domain(Organization.DEFAULT_AUTH_DOMAIN + in.pointer());
        }
        policies.read(in).forEach(out::policy);
        out.otherMembers(in.except(MEMBERS.names()));
        return in.built(out::build);
    }

    /** Returns whether the application says what it covers, but not with one valid pattern. */
    private static boolean coversNothingValid(JsonObjectReader in) {
        JsonObjectReader again = new JsonObjectReader(in.object(), in.pointer(), new Faults());
        ApplicationPattern domain = PATTERN.read(again, "domain");
        List<ApplicationPattern> destinations = DESTINATIONS.read(again, "destinations");
        List<ApplicationPattern> domains = PATTERNS.read(again, "self_hosted_domains");
        boolean none = domain == null
                && (destinations == null || destinations.isEmpty())
                && (domains == null || domains.isEmpty());
        return none && !again.faults().isEmpty();
    }

    /**
     * Returns the application as a file or a row has it.
     *
     * @param isReusable whether the policy with that ID stands elsewhere, so that the application only refers to it
     * @param pointer where the application stands, for faults of members that cannot be written
     */
    public static ObjectNode write(Application application, Predicate<UUID> isReusable, String pointer, Faults faults) {
        ObjectNode out = MEMBERS.inFile(application);
        ArrayNode policies = out.withArray("policies");
        for (Policy policy : application.policies()) {
            policies.add(isReusable.test(policy.id()) ? PolicyFormat.reference(policy) : PolicyFormat.write(policy));
        }
        writeOthers(application, out, pointer, faults);
        return out;
    }

    private static void writeOthers(Application application, ObjectNode out, String pointer, Faults faults) {
        application.otherMembers().forEach((name, value) -> {
            String place = JsonPointers.member(pointer, name);
            if (MEMBERS.names().contains(name)) {
                // Read back, it would be a setting that was never set.
                faults.add(place, "is a known member and cannot be one of the other members");
                return;
            }
            try {
                out.set(name, JsonValues.node(value));
            } catch (IllegalArgumentException e) {
                faults.add(place, String.valueOf(e.getMessage()));
            }
        });
    }

    /**
     * Returns the application as the API answers it.
     *
     * @param isReusable whether the policy with that ID is a reusable one
     */
    public static ObjectNode answer(Application application, Predicate<UUID> isReusable) {
        ObjectNode out = MEMBERS.answer(application);
        ArrayNode policies = out.withArray("policies");
        application.policies().forEach(each -> policies.add(PolicyFormat.answer(each, isReusable.test(each.id()))));
        application.otherMembers().forEach((name, value) -> {
            if (!MEMBERS.names().contains(name)) {
                out.set(name, JsonValues.node(value));
            }
        });
        return out;
    }

    /** Returns the patterns of an array of destinations, without the invalid ones; null if there is no array. */
    public static @Nullable List<ApplicationPattern> readDestinations(JsonObjectReader in, String name) {
        List<ApplicationPattern> patterns = new ArrayList<>();
        boolean present = in.each(name, (node, place) -> readDestination(node, place, in.faults(), patterns));
        return present ? patterns : null;
    }

    private static void readDestination(JsonNode node, String place, Faults faults, List<ApplicationPattern> patterns) {
        JsonObjectReader destination = JsonObjectReader.of(node, place, faults);
        if (destination == null) {
            return;
        }
        only("public").read(destination, "type");
        destination.require("uri", "is missing: it is what the application covers, for example example.com/api");
        ApplicationPattern pattern = destination.parsed("uri", ApplicationPattern::parse);
        if (pattern != null) {
            patterns.add(pattern);
        }
        destination.refuseOthers();
    }

    private static ArrayNode writeDestinations(List<ApplicationPattern> patterns) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode(patterns.size());
        patterns.forEach(each -> out.addObject().put("type", "public").put("uri", each.written()));
        return out;
    }

    /** Returns the kind of a string that has one value. */
    private static Kind<String> only(String value) {
        return Kind.parsed(
                text -> {
                    if (!text.equals(value)) {
                        throw new IllegalArgumentException("must be " + value + ": no other is supported");
                    }
                    return value;
                },
                Function.identity());
    }
}
