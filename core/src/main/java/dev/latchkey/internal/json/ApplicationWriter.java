package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SameSite;
import dev.latchkey.model.SingleHeaderScheme;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes applications as {@link ApplicationReader} reads them. Not thread-safe. */
public final class ApplicationWriter {

    private final Map<UUID, Policy> reusable;
    private final Faults faults;

    /** @param reusable the policies that are written as references, by id */
    public ApplicationWriter(Map<UUID, Policy> reusable, Faults faults) {
        this.reusable = reusable;
        this.faults = faults;
    }

    /** {@return the application} What cannot be written is a fault below {@code pointer}. */
    public ObjectNode write(Application application, String pointer) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", application.id().toString());
        out.put("aud", application.aud());
        out.put("name", application.name());
        out.put("domain", application.domain());
        out.put("type", "self_hosted");
        if (application.patterns().size() > 1) {
            ArrayNode destinations = out.putArray("destinations");
            for (ApplicationPattern pattern : application.patterns()) {
                destinations.addObject().put("type", "public").put("uri", pattern.toString());
            }
        }
        write(application.settings(), out);
        ArrayNode policies = out.putArray("policies");
        application.policies().forEach(policy -> policies.add(write(policy)));
        Members.put(out, "created_at", application.createdAt());
        Members.put(out, "updated_at", application.updatedAt());
        Members.put(out, "sessions_revoked_at", application.sessionsRevokedAt());
        writeOthers(application, out, pointer);
        return out;
    }

    private static void write(ApplicationSettings settings, ObjectNode out) {
        Members.put(out, "session_duration", settings.sessionDuration());
        Members.put(out, "read_service_tokens_from_header", settings.readServiceTokensFromHeader());
        Set<SingleHeaderScheme> schemes = settings.singleHeaderSchemes();
        if (!schemes.equals(Set.of(SingleHeaderScheme.JSON))) {
            Members.put(
                    out,
                    "single_header_schemes",
                    schemes.stream().sorted().map(SingleHeaderScheme::word).toList());
        }
        Members.put(out, "any_valid_service_token", settings.anyValidServiceToken(), false);
        Members.put(out, "expose_credentials", settings.exposeCredentials(), false);
        Members.put(out, "shared_caching", settings.sharedCaching(), false);
        Members.put(out, "service_auth_401_redirect", settings.serviceAuth401Redirect(), false);
        Members.put(out, "http_only_cookie_attribute", settings.httpOnlyCookie(), true);
        if (settings.sameSite() != SameSite.LAX) {
            out.put("same_site_cookie_attribute", settings.sameSite().word());
        }
        Members.put(out, "path_cookie_attribute", settings.pathCookie(), false);
        Members.put(out, "options_preflight_bypass", settings.optionsPreflightBypass(), false);
        if (settings.corsHeaders() != null) {
            write(settings.corsHeaders(), out.putObject("cors_headers"));
        }
        Members.put(out, "custom_deny_message", settings.customDenyMessage());
    }

    private static void write(CorsHeaders cors, ObjectNode out) {
        Members.put(out, "allow_all_headers", cors.allowAllHeaders(), false);
        Members.put(out, "allow_all_methods", cors.allowAllMethods(), false);
        Members.put(out, "allow_all_origins", cors.allowAllOrigins(), false);
        Members.put(out, "allow_credentials", cors.allowCredentials(), false);
        Members.put(out, "allowed_headers", cors.allowedHeaders());
        Members.put(out, "allowed_methods", cors.allowedMethods());
        Members.put(out, "allowed_origins", cors.allowedOrigins());
        if (cors.maxAge() != null) {
            out.put("max_age", cors.maxAge());
        }
    }

    private ObjectNode write(Policy policy) {
        return reusable.containsKey(policy.id()) ? PolicyWriter.reference(policy) : PolicyWriter.write(policy);
    }

    private void writeOthers(Application application, ObjectNode out, String pointer) {
        application.otherMembers().forEach((name, value) -> {
            String place = JsonPointers.member(pointer, name);
            if (ApplicationReader.MEMBERS.contains(name)) {
                // Read back, it would be a setting that was never set.
                faults.add(place, "is a member with a meaning and cannot be one of the others");
                return;
            }
            try {
                out.set(name, PlainJson.node(value));
            } catch (IllegalArgumentException e) {
                faults.add(place, String.valueOf(e.getMessage()));
            }
        });
    }
}
