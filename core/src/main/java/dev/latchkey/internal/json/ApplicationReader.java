package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SameSite;
import dev.latchkey.model.SingleHeaderScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one application (management contract, section 2). Stateless. */
public final class ApplicationReader {

    /** The members that have a meaning; all others are kept as they are. */
    static final Set<String> MEMBERS = Set.of(
            "id",
            "aud",
            "name",
            "domain",
            "type",
            "destinations",
            "self_hosted_domains",
            "session_duration",
            "read_service_tokens_from_header",
            "single_header_schemes",
            "any_valid_service_token",
            "expose_credentials",
            "shared_caching",
            "service_auth_401_redirect",
            "http_only_cookie_attribute",
            "same_site_cookie_attribute",
            "path_cookie_attribute",
            "options_preflight_bypass",
            "cors_headers",
            "custom_deny_message",
            "policies",
            "created_at",
            "updated_at",
            "sessions_revoked_at");

    private static final Words<SingleHeaderScheme> SCHEMES =
            new Words<>(SingleHeaderScheme.values(), SingleHeaderScheme::word, SingleHeaderScheme::ofWord);
    private static final Words<SameSite> SAME_SITES = new Words<>(SameSite.values(), SameSite::word, SameSite::ofWord);

    private ApplicationReader() {}

    /** {@return the application, or null if it is at fault} */
    public static @Nullable Application read(JsonMembers in, PolicyListReader policies) {
        in.require("name", "is missing");
        String name = Objects.requireNonNullElse(in.text("name"), "unnamed");
        Application.Builder out = Application.named(name);
        in.uuid("id", out::id);
        in.text("aud", out::aud);
        in.text("type", type -> checkType(in, "type", type, "self_hosted"));
        readDomains(in, out);
        in.duration("session_duration", out::sessionDuration);
        in.text("read_service_tokens_from_header", out::readServiceTokensFromHeader);
        in.parsedTexts("single_header_schemes", SCHEMES, out::singleHeaderSchemes);
        in.flag("any_valid_service_token", out::anyValidServiceToken);
        in.flag("expose_credentials", out::exposeCredentials);
        in.flag("shared_caching", out::sharedCaching);
        in.flag("service_auth_401_redirect", out::serviceAuth401Redirect);
        in.flag("http_only_cookie_attribute", out::httpOnlyCookie);
        in.parsed("same_site_cookie_attribute", SAME_SITES, out::sameSite);
        in.flag("path_cookie_attribute", out::pathCookie);
        in.flag("options_preflight_bypass", out::optionsPreflightBypass);
        in.object("cors_headers", cors -> out.corsHeaders(readCors(cors)));
        in.text("custom_deny_message", out::customDenyMessage);
        policies.read(in).forEach(out::policy);
        in.moment("created_at", out::createdAt);
        in.moment("updated_at", out::updatedAt);
        in.moment("sessions_revoked_at", out::sessionsRevokedAt);
        out.otherMembers(in.except(MEMBERS));
        return in.built(out::build);
    }

    /** Adds the patterns of {@code domain}, which is the first, and of its two younger and older siblings. */
    private static void readDomains(JsonMembers in, Application.Builder out) {
        List<String> patterns = new ArrayList<>();
        in.parsed("domain", ApplicationReader::pattern, patterns::add);
        in.each("destinations", (node, place) -> readDestination(in, node, place, patterns));
        in.parsedTexts("self_hosted_domains", ApplicationReader::pattern, patterns::addAll);
        boolean someAtFault = in.has("domain")
                || !in.object().path("destinations").isEmpty()
                || !in.object().path("self_hosted_domains").isEmpty();
        if (patterns.isEmpty() && someAtFault) {
            // Told already; a domain that is nobody's keeps the builder from calling it missing, too.
            patterns.add(Organization.DEFAULT_AUTH_DOMAIN);
        }
        patterns.forEach(out::domain);
    }

    private static void readDestination(JsonMembers in, JsonNode node, String place, List<String> patterns) {
        JsonMembers destination = JsonMembers.of(node, place, in.faults());
        if (destination == null) {
            return;
        }
        destination.text("type", type -> checkType(destination, "type", type, "public"));
        destination.require("uri", "is missing: it is what the application covers, for example example.com/api");
        destination.parsed("uri", ApplicationReader::pattern, patterns::add);
        destination.refuseOthers();
    }

    private static String pattern(String text) {
        return ApplicationPattern.parse(text).toString();
    }

    private static void checkType(JsonMembers in, String member, String type, String only) {
        if (!type.equals(only)) {
            in.fault(member, "must be " + only + ": no other is supported");
        }
    }

    private static @Nullable CorsHeaders readCors(JsonMembers in) {
        boolean allHeaders = in.flag("allow_all_headers", false);
        boolean allMethods = in.flag("allow_all_methods", false);
        boolean allOrigins = in.flag("allow_all_origins", false);
        boolean credentials = in.flag("allow_credentials", false);
        List<String> headers = in.texts("allowed_headers");
        List<String> methods = in.texts("allowed_methods");
        List<String> origins = in.texts("allowed_origins");
        Integer maxAge = in.integer("max_age");
        in.refuseOthers();
        return in.built(() ->
                new CorsHeaders(allHeaders, allMethods, allOrigins, credentials, headers, methods, origins, maxAge));
    }
}
