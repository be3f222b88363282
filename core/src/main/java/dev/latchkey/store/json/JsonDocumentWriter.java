package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.application.Application;
import dev.latchkey.application.Organization;
import dev.latchkey.application.Policy;
import dev.latchkey.application.UrlAmbiguity;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.configuration.Faults;
import dev.latchkey.configuration.GoDuration;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.token.SecretDigest;
import dev.latchkey.token.ServiceToken;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a configuration file that {@link JsonDocumentReader} reads back to the same document (management contract,
 * section 4). The members stand in a fixed order; settings that are at their defaults are left out. Stateless.
 */
final class JsonDocumentWriter {

    private JsonDocumentWriter() {}

    /**
     * {@return the file}
     *
     * @throws ConfigurationException if JSON cannot hold the document
     */
    static byte[] write(JsonDocument json) {
        AccessDocument document = json.document();
        Map<UUID, Policy> reusable =
                document.policies().stream().collect(Collectors.toUnmodifiableMap(Policy::id, Function.identity()));
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Members.put(root, "$schema", json.kept().schema());
        Faults faults = new Faults();
        writeConfiguration(root, document.configuration(), reusable, json.kept(), faults);
        ArrayNode policies = root.putArray("policies");
        document.policies().forEach(policy -> policies.add(PolicyWriter.write(policy, json.kept())));
        ArrayNode tokens = root.putArray("service_tokens");
        document.serviceTokens().forEach(token -> write(token, tokens.addObject()));
        faults.throwIfAny("what is to be written");
        try {
            return JsonText.write(root);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "what is to be written", List.of(new Fault("", "some text in it holds half of a surrogate pair")));
        }
    }

    /** {@return whether both are the same to the last member; as objects, applications are equal by their ids} */
    static boolean areTheSame(AccessConfiguration one, AccessConfiguration other) {
        return tree(one).equals(tree(other));
    }

    private static JsonNode tree(AccessConfiguration configuration) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        writeConfiguration(root, configuration, Map.of(), KeptMembers.NONE, new Faults());
        return root;
    }

    private static void writeConfiguration(
            ObjectNode root,
            AccessConfiguration configuration,
            Map<UUID, Policy> reusable,
            KeptMembers kept,
            Faults faults) {
        write(configuration.organization(), kept, root.putObject("organization"));
        ApplicationWriter writer = new ApplicationWriter(reusable, kept, faults);
        ArrayNode array = root.putArray("applications");
        List<Application> applications = configuration.applications();
        for (int i = 0; i < applications.size(); i++) {
            array.add(writer.write(applications.get(i), JsonPointers.element("/applications", i)));
        }
    }

    private static void write(Organization organization, KeptMembers kept, ObjectNode out) {
        out.put("name", organization.name());
        out.put("auth_domain", organization.authDomain());
        Members.put(out, "session_duration", organization.sessionDuration());
        out.put("strict_service_token_auth", organization.strictServiceTokenAuth());
        out.put("deny_unmatched_requests", organization.denyUnmatchedRequests());
        Members.put(out, "explain_denials", organization.explainDenials(), false);
        Members.put(out, "always_secure_cookie", organization.alwaysSecureCookie(), false);
        Members.put(
                out,
                "allowed_url_ambiguities",
                organization.allowedUrlAmbiguities().stream()
                        .sorted()
                        .map(UrlAmbiguity::word)
                        .toList());
        if (kept.serviceTokenInactivity() != null) {
            out.set("service_token_inactivity", kept.serviceTokenInactivity());
        }
    }

    private static void write(ServiceToken token, ObjectNode out) {
        out.put("id", token.id().toString());
        out.put("client_id", token.clientId());
        if (!token.name().equals(token.clientId())) {
            // Else it is the name that the client id gives, which may be longer than one may be given.
            out.put("name", token.name());
        }
        out.put("enabled", token.enabled());
        Duration duration = token.duration();
        out.put("duration", duration == null ? ServiceTokenReader.FOREVER : GoDuration.format(duration));
        Members.put(out, "expires_at", token.expiresAt());
        Members.put(out, "created_at", token.createdAt());
        Members.put(out, "updated_at", token.updatedAt());
        Members.put(out, "last_seen_at", token.lastSeenAt());
        out.put("client_secret_digest", token.digest().toStoredText());
        out.put("client_secret_version", token.clientSecretVersion());
        SecretDigest previous = token.previousDigest();
        if (previous != null) {
            out.put("previous_client_secret_digest", previous.toStoredText());
        }
        Members.put(out, "previous_client_secret_expires_at", token.previousExpiresAt());
        Members.put(out, "roles", token.roles().stream().sorted().toList());
    }
}
