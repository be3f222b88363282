package dev.latchkey.spring.boot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.AccessGateBuilder;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.file.JsonConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration that the properties hold themselves. It is written as a configuration file, so that the reader of
 * such files finds all faults. Stateless.
 */
final class InlineConfiguration {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
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
    static void addTo(AccessGateBuilder gate, LatchkeySettings settings) {
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
        for (LatchkeyProperties.Application each : properties.applications()) {
            applications.add(application(each));
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

    private static ObjectNode application(LatchkeyProperties.Application application) {
        ObjectNode json = MAPPER.valueToTree(application);
        if (application.policies() != null) {
            ArrayNode policies = json.putArray("policies");
            application.policies().forEach(policy -> policies.add(json(policy)));
        }
        return json;
    }

    /** An application without policies and without that setting would admit nobody. */
    private static void admitTheOnlyToken(JsonNode application) {
        if (application instanceof ObjectNode json && !json.has("policies") && !json.has("any_valid_service_token")) {
            json.put("any_valid_service_token", true);
        }
    }

    /** Restores the JSON that Spring has flattened: lists are maps by index, and empty objects are empty texts. */
    private static JsonNode json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return isList(map) ? array(map) : object(map);
        } else if (value instanceof List<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.forEach(each -> array.add(json(each)));
            return array;
        }
        return "".equals(value) ? JsonNodeFactory.instance.objectNode() : MAPPER.valueToTree(value);
    }

    private static boolean isList(Map<?, ?> map) {
        return !map.isEmpty()
                && map.keySet().stream().allMatch(key -> key.toString().matches("\\d{1,4}"));
    }

    private static ArrayNode array(Map<?, ?> map) {
        Map<Integer, Object> ordered = new TreeMap<>();
        map.forEach((index, each) -> ordered.put(Integer.valueOf(index.toString()), each));
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ordered.values().forEach(each -> array.add(json(each)));
        return array;
    }

    private static ObjectNode object(Map<?, ?> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.forEach((key, each) -> {
            String name = key.toString().replace('-', '_').toLowerCase(Locale.ROOT);
            boolean number = name.equals("precedence") && each.toString().matches("\\d{1,9}");
            object.set(
                    name, number ? JsonNodeFactory.instance.numberNode(Integer.parseInt(each.toString())) : json(each));
        });
        return object;
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
