package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.SingleHeaderScheme;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Writes applications for whoever asks: with every member, also those at their defaults, whole policies, and the patterns
 * under each of their three names (management contract, section 2). {@link ApplicationReader} reads all of it but the
 * policies back. Stateless.
 */
public final class ApplicationAnswer {

    private ApplicationAnswer() {}

    /**
     * {@return the application}
     *
     * @param inherited the life of its sessions where it sets none
     * @param isReusable whether the policy with that id is a reusable one
     */
    public static ObjectNode write(Application application, Duration inherited, Predicate<UUID> isReusable) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", application.id().toString());
        out.put("aud", application.aud());
        out.put("name", application.name());
        writePatterns(application, out);
        write(application.settings(), inherited, out);
        ArrayNode policies = out.putArray("policies");
        application
                .policies()
                .forEach(each -> policies.add(PolicyAnswer.ofApplication(each, isReusable.test(each.id()))));
        out.put("created_at", Members.text(application.createdAt()));
        out.put("updated_at", Members.text(application.updatedAt()));
        out.put("sessions_revoked_at", Members.text(application.sessionsRevokedAt()));
        application.otherMembers().forEach((name, value) -> {
            if (!ApplicationReader.MEMBERS.contains(name)) {
                out.set(name, PlainJson.node(value));
            }
        });
        return out;
    }

    private static void writePatterns(Application application, ObjectNode out) {
        out.put("domain", application.domain());
        out.put("type", "self_hosted");
        ArrayNode destinations = out.putArray("destinations");
        ArrayNode domains = out.putArray("self_hosted_domains");
        for (ApplicationPattern pattern : application.patterns()) {
            destinations.addObject().put("type", "public").put("uri", pattern.toString());
            domains.add(pattern.toString());
        }
    }

    private static void write(ApplicationSettings settings, Duration inherited, ObjectNode out) {
        Duration session = Objects.requireNonNullElse(settings.sessionDuration(), inherited);
        out.put("session_duration", Members.text(session));
        out.put("read_service_tokens_from_header", settings.readServiceTokensFromHeader());
        ArrayNode schemes = out.putArray("single_header_schemes");
        settings.singleHeaderSchemes().stream()
                .sorted()
                .map(SingleHeaderScheme::word)
                .forEach(schemes::add);
        out.put("any_valid_service_token", settings.anyValidServiceToken());
        out.put("expose_credentials", settings.exposeCredentials());
        out.put("shared_caching", settings.sharedCaching());
        out.put("service_auth_401_redirect", settings.serviceAuth401Redirect());
        out.put("http_only_cookie_attribute", settings.httpOnlyCookie());
        out.put("same_site_cookie_attribute", settings.sameSite().word());
        out.put("path_cookie_attribute", settings.pathCookie());
        out.put("options_preflight_bypass", settings.optionsPreflightBypass());
        CorsHeaders cors = settings.corsHeaders();
        if (cors == null) {
            out.putNull("cors_headers");
        } else {
            write(cors, out.putObject("cors_headers"));
        }
        out.put("custom_deny_message", settings.customDenyMessage());
    }

    private static void write(CorsHeaders cors, ObjectNode out) {
        out.put("allow_all_headers", cors.allowAllHeaders());
        out.put("allow_all_methods", cors.allowAllMethods());
        out.put("allow_all_origins", cors.allowAllOrigins());
        out.put("allow_credentials", cors.allowCredentials());
        write(cors.allowedHeaders(), out.putArray("allowed_headers"));
        write(cors.allowedMethods(), out.putArray("allowed_methods"));
        write(cors.allowedOrigins(), out.putArray("allowed_origins"));
        out.put("max_age", cors.maxAge());
    }

    private static void write(Collection<String> texts, ArrayNode out) {
        texts.forEach(out::add);
    }
}
