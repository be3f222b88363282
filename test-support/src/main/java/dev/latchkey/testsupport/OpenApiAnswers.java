package dev.latchkey.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Checks answers of the management API against an OpenAPI document of version 3.0 or 3.1. Thread-safe. */
public final class OpenApiAnswers {

    /** The system property with the path of Cloudflare's OpenAPI document; CONTRIBUTING.md says where it is from. */
    public static final String PROPERTY = "latchkey.cloudflare-openapi";

    private static final String SCHEMAS = "#/components/schemas/";

    private static final Pattern REFERENCE = Pattern.compile("\"#/components/schemas/([^/\"]+)");

    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    public OpenApiAnswers(JsonNode document) {
        this.document = document;
    }

    /** Returns a checker with Cloudflare's own document, if the system property names it. */
    public static Optional<OpenApiAnswers> ofCloudflare() {
        String path = System.getProperty(PROPERTY, "");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode document = new ObjectMapper().readTree(Path.of(path).toFile());
            describeFailuresOfLists(document);
            return Optional.of(new OpenApiAnswers(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The failures of IP lists are described as if they had a result, unlike all others, which have null. */
    private static void describeFailuresOfLists(JsonNode document) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (JsonNode operation : path.getValue()) {
                if (path.getKey().contains("/gateway/lists")
                        && operation.at("/responses/4XX/content/application~1json") instanceof ObjectNode failure) {
                    failure.putObject("schema").put("$ref", SCHEMAS + "zero-trust-gateway_api-response-common-failure");
                }
            }
        }
    }

    /** Returns whether the document has the operation. */
    public boolean describes(String method, String path) {
        return !operation(method, path).isMissingNode();
    }

    /**
     * Returns what the document does not allow in an answer; nothing if it does not have the operation.
     *
     * @param path the path of the request from {@code /accounts} or {@code /zones} on, without a query
     */
    public List<String> faults(String method, String path, int status, String body) {
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            return List.of();
        }
        JsonNode schema = schema(operation, status);
        if (schema.isMissingNode()) {
            return List.of("the status " + status + " is not described");
        }
        return compiled.computeIfAbsent(schema, this::compile).validate(body, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** Returns the schema of an answer; a missing node if there is none. */
    public JsonNode schema(String method, String path, int status) {
        return schema(operation(method, path), status);
    }

    private JsonNode schema(JsonNode operation, int status) {
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(String.valueOf(status));
        List<String> others = status < 400 ? List.of() : List.of("4XX", "4xx", "default");
        for (String other : others) {
            response = response.isMissingNode() ? responses.path(other) : response;
        }
        return resolved(response).at("/content/application~1json/schema");
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private JsonNode operation(String method, String path) {
        String[] segments = path.split("/", -1);
        JsonNode found = document.path("paths").path("none");
        for (Map.Entry<String, JsonNode> each : document.path("paths").properties()) {
            JsonNode operation = each.getValue().path(method.toLowerCase(Locale.ROOT));
            if (!operation.isMissingNode() && matches(each.getKey().split("/", -1), segments)) {
                found = operation;
            }
        }
        return found;
    }

    private static boolean matches(String[] template, String[] path) {
        boolean same = template.length == path.length;
        for (int i = 0; same && i < path.length; i++) {
            same = template[i].startsWith("{") || template[i].equals(path[i]);
        }
        return same;
    }

    /** Compiles a schema together with the schemas that it refers to. */
    private Schema compile(JsonNode schema) {
        ObjectNode whole = (ObjectNode) translated(schema);
        ObjectNode used = whole.putObject("components").putObject("schemas");
        Deque<JsonNode> toSearch = new ArrayDeque<>(List.of(schema));
        while (!toSearch.isEmpty()) {
            REFERENCE.matcher(toSearch.pop().toString()).results().forEach(found -> {
                JsonNode part = document.path("components").path("schemas").path(found.group(1));
                if (!used.has(found.group(1))) {
                    used.set(found.group(1), translated(part));
                    toSearch.push(part);
                }
            });
        }
        return schemas.getSchema(whole.toString(), InputFormat.JSON);
    }

    private JsonNode translated(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        if (document.path("openapi").asText().startsWith("3.0.")) {
            translate(copy);
        }
        return copy;
    }

    /** Says in the terms of version 3.1 that null is allowed, and that nothing counts beside a reference. */
    private static void translate(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
            object.retain("$ref");
        } else if (node instanceof ObjectNode object && object.path("nullable").asBoolean()) {
            JsonNode type = object.path("type");
            if (type.isTextual()) {
                object.putArray("type").add(type).add("null");
            }
            if (object.path("enum") instanceof ArrayNode words) {
                words.addNull();
            }
        }
        node.forEach(OpenApiAnswers::translate);
    }
}
