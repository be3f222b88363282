package dev.latchkey.spring.boot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.AccessGate;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.file.JsonConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The configuration that the properties hold themselves. It is written as a configuration file, so that the reader of
 * such files finds all faults. Stateless.
 */
final class InlineConfiguration {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .build();

    private InlineConfiguration() {}

    /**
     * Reads organization, applications and the service token.
     *
     * @param defaultName the name of the application, if the properties describe none
     * @throws LatchkeyStartException naming the property of every fault
     */
    static AccessDocument read(LatchkeyProperties properties, String defaultName, SecretHasher hasher) {
        ObjectNode document = document(properties, defaultName);
        try {
            return JsonConfiguration.read(
                    "application properties", new ByteArrayInputStream(MAPPER.writeValueAsBytes(document)), hasher);
        } catch (ConfigurationException e) {
            throw LatchkeyStartException.of(e, InlineConfiguration::property);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds organization and applications to a gate with a credential store of the app's own.
     *
     * @throws LatchkeyStartException naming the property of every fault, or if there is no application
     */
    static void addTo(AccessGate.Builder gate, LatchkeySettings settings) {
        if (settings.properties().applications().isEmpty()) {
            throw new LatchkeyStartException(
                    "latchkey.applications: is missing; the app's CredentialStore has service tokens only.",
                    "Set latchkey.applications[0].name, .domain (* for everything) and .any-valid-service-token (true).");
        }
        AccessConfiguration configuration =
                read(settings.properties(), "app", settings.hasher()).configuration();
        gate.organization(configuration.organization());
        configuration.applications().forEach(gate::application);
    }

    private static ObjectNode document(LatchkeyProperties properties, String defaultName) {
        ObjectNode document = MAPPER.createObjectNode();
        if (properties.organization() != null) {
            document.set("organization", MAPPER.valueToTree(properties.organization()));
        }
        ArrayNode applications = document.putArray("applications");
        for (int i = 0; i < properties.applications().size(); i++) {
            applications.add(application(properties.applications().get(i), "latchkey.applications[" + i + "]"));
        }
        if (applications.isEmpty()) {
            applications.addObject().put("name", defaultName).put("domain", "*");
        }
        if (properties.clientId() != null) {
            document.putArray("service_tokens")
                    .addObject()
                    .put("client_id", properties.clientId())
                    .put("client_secret_digest", properties.clientSecretDigest())
                    .put("duration", "forever");
            applications.forEach(InlineConfiguration::admitTheOnlyToken);
        }
        return document;
    }

    /** Policies are text: Spring drops the empty objects of rules such as {@code "everyone": {}}. */
    private static ObjectNode application(LatchkeyProperties.Application application, String property) {
        ObjectNode json = MAPPER.valueToTree(application);
        if (application.policies() != null) {
            json.set("policies", policies(application.policies(), property + ".policies"));
        }
        return json;
    }

    private static JsonNode policies(String text, String property) {
        try {
            JsonNode policies = MAPPER.readTree(text);
            if (policies.isArray()) {
                return policies;
            }
        } catch (JsonProcessingException e) {
            // Reported below, without the text.
        }
        throw new LatchkeyStartException(
                property + ": must be a JSON array of policies, with no member twice",
                "Write it as text, with the JSON of the configuration file, for example"
                        + " '[{\"name\": \"all\", \"decision\": \"bypass\", \"include\": [{\"everyone\": {}}]}]'.");
    }

    /** An application without policies and without that setting would admit nobody. */
    private static void admitTheOnlyToken(JsonNode application) {
        if (application instanceof ObjectNode json && !json.has("policies") && !json.has("any_valid_service_token")) {
            json.put("any_valid_service_token", true);
        }
    }

    /** Translates a JSON pointer of the document to a property. */
    private static String property(String pointer) {
        return "latchkey"
                + pointer.replaceFirst("^/service_tokens/0", "")
                        .replaceAll("/(\\d+)", "[$1]")
                        .replace('/', '.')
                        .replace('_', '-');
    }
}
