package dev.latchkey.internal.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.JsonObjectWriter;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes a configuration file that {@link JsonDocumentReader} reads back to the same document (management contract,
 * section 4). Members have a fixed order; default values are omitted. Stateless.
 */
final class JsonDocumentWriter {

    private JsonDocumentWriter() {}

    /**
     * Returns the file.
     *
     * @throws ConfigurationException if the document cannot be represented in JSON
     */
    static byte[] write(JsonDocument json) {
        AccessDocument document = json.document();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        JsonObjectWriter.put(root, "$schema", json.schema());
        Faults faults = new Faults();
        write(root, document.configuration(), faults);
        faults.throwIfAny("configuration");
        try {
            // One at a time: the trees of 100,000 service tokens would take hundreds of megabytes.
            return JsonText.write(
                    root,
                    "service_tokens",
                    () -> document.serviceTokens().stream()
                            .map(ServiceTokenFormat::write)
                            .iterator());
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "configuration", List.of(new Fault("", "contains half of a surrogate pair")));
        }
    }

    private static void write(ObjectNode root, AccessConfiguration configuration, Faults faults) {
        root.set("organization", OrganizationFormat.write(configuration.organization()));
        Set<UUID> reusable = configuration.policies().stream().map(Policy::id).collect(Collectors.toUnmodifiableSet());
        ArrayNode array = root.putArray("applications");
        List<Application> applications = configuration.applications();
        for (int i = 0; i < applications.size(); i++) {
            array.add(ApplicationFormat.write(
                    applications.get(i), reusable::contains, JsonPointers.element("/applications", i), faults));
        }
        ArrayNode policies = root.putArray("policies");
        configuration.policies().forEach(policy -> policies.add(PolicyFormat.write(policy)));
        if (!configuration.groups().isEmpty()) {
            ArrayNode groups = root.putArray("groups");
            configuration.groups().forEach(group -> groups.add(RuleGroupFormat.write(group)));
        }
        if (!configuration.ipLists().isEmpty()) {
            ArrayNode lists = root.putArray("ip_lists");
            configuration.ipLists().forEach(list -> lists.add(IpListFormat.write(list)));
        }
    }
}
