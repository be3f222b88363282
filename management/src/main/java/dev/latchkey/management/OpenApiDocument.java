package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.file.ConfigurationSchema;
import dev.latchkey.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The OpenAPI 3.1 document of the API. Paths come from the routes, schemas from the JSON Schema of the configuration
 * file, because members have the same names and meaning in both (management contract, section 2). Stateless.
 */
final class OpenApiDocument {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final List<String> TYPES =
            List.of("application", "policy", "group", "ip_list", "service_token", "organization", "inactivity");

    private static final List<String> REQUIREMENTS =
            List.of("required", "dependentRequired", "anyOf", "allOf", "oneOf");

    private OpenApiDocument() {}

    /** Returns the document of these routes. */
    static ObjectNode of(List<Route> routes) {
        ObjectNode document = object().put("openapi", "3.1.0");
        String version = OpenApiDocument.class.getPackage().getImplementationVersion();
        document.putObject("info")
                .put("title", "Latchkey management API")
                .put("version", version == null ? "development" : version)
                .put(
                        "description",
                        "Manages service tokens, applications, policies, groups, IP lists, tags, keys and the organization."
                                + " Paths below /accounts are also served below /zones.");
        document.putArray("servers").addObject().put("url", ".");
        document.putArray("security")
                .add(object().set("token", array()))
                .add(((ObjectNode) object().set("key", array())).set("email", array()));
        ObjectNode paths = document.putObject("paths");
        routes.forEach(route -> {
            ObjectNode path = paths.withObjectProperty(route.path());
            path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        });
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas());
        components
                .putObject("responses")
                .putObject("error")
                .put("description", "The request was refused, and nothing was changed.")
                .set("content", json(envelope(false, object().put("type", "null"), false)));
        ObjectNode security = components.putObject("securitySchemes");
        security.putObject("token").put("type", "http").put("scheme", "bearer");
        security.set("key", inHeader("X-Auth-Key"));
        security.set("email", inHeader("X-Auth-Email"));
        return document;
    }

    private static ObjectNode operation(Route route) {
        Operation described = route.operation();
        ObjectNode operation = object().put("summary", described.summary());
        ArrayNode parameters = operation.putArray("parameters");
        route.parameters()
                .forEach(name -> parameters.add(parameter(name, "path").put("required", true)));
        if (described.list()) {
            parameters.add(parameter("page", "query")).add(parameter("per_page", "query"));
            described.filters().forEach(name -> parameters.add(parameter(name, "query")));
        }
        if (route.hasPrecondition()) {
            parameters.add(parameter("If-Match", "header"));
        }
        if (described.body() != null) {
            ObjectNode schema = reference(described.body());
            if (!described.required().isEmpty()) {
                ObjectNode both = object();
                ObjectNode more = both.putArray("allOf").add(schema).addObject();
                described.required().forEach(more.putArray("required")::add);
                schema = both;
            }
            operation
                    .putObject("requestBody")
                    .put("required", route.body() == BodyUse.REQUIRED)
                    .set("content", json(schema));
        }
        ObjectNode result = reference(described.result());
        if (described.list()) {
            ObjectNode all = object().put("type", "array");
            all.set("items", result);
            result = all;
        }
        ObjectNode responses = operation.putObject("responses");
        responses
                .putObject(String.valueOf(described.status()))
                .put("description", "Success.")
                .set("content", json(envelope(true, result, described.list())));
        responses.putObject("default").put("$ref", "#/components/responses/error");
        return operation;
    }

    private static ObjectNode parameter(String name, String in) {
        ObjectNode parameter = object().put("name", name).put("in", in);
        ObjectNode schema = parameter.putObject("schema");
        switch (name) {
            case "page" -> schema.put("type", "integer").put("default", 1);
            case "per_page" ->
                schema.put("type", "integer")
                        .put("minimum", 1)
                        .put("maximum", Page.LARGEST)
                        .put("default", Page.LARGEST);
            case "exact" -> schema.put("type", "boolean").put("default", false);
            default -> {
                if (in.equals("path") && !name.equals("tag")) {
                    schema.put("$ref", SCHEMAS + "id");
                } else {
                    schema.put("type", "string");
                }
            }
        }
        return parameter;
    }

    private static ObjectNode envelope(boolean success, ObjectNode result, boolean pages) {
        ObjectNode envelope = object().put("type", "object");
        ObjectNode properties = envelope.putObject("properties");
        properties.putObject("success").put("const", success);
        for (String name : List.of("errors", "messages")) {
            ObjectNode all = properties.putObject(name).put("type", "array");
            all.set("items", reference("message"));
            if (success && name.equals("errors")) {
                all.put("maxItems", 0);
            }
        }
        properties.set("result", result);
        ArrayNode required = envelope.putArray("required");
        required.add("success").add("errors").add("messages").add("result");
        if (pages) {
            properties.set("result_info", reference("result_info"));
            required.add("result_info");
        }
        return envelope;
    }

    private static ObjectNode schemas() {
        String text = ConfigurationSchema.text().replace("#/$defs/", SCHEMAS);
        ObjectNode schemas = (ObjectNode) JsonText.of("schema", text.getBytes(StandardCharsets.UTF_8))
                .object()
                .path("$defs");
        // What must be there depends on the operation.
        TYPES.forEach(type -> schemas.withObjectProperty(type).remove(REQUIREMENTS));
        ObjectNode policy = properties(schemas, "policy");
        policy.putObject("reusable").put("type", "boolean");
        policy.putObject("app_count").put("type", "integer").put("readOnly", true);
        ObjectNode list = properties(schemas, "ip_list");
        ObjectNode items = (ObjectNode) list.remove("ips");
        items.put("description", "addresses or CIDR blocks, each as text or as an object");
        list.set("items", items);
        list.putObject("type").put("const", "IP");
        list.putObject("count").put("type", "integer").put("readOnly", true);
        ObjectNode edit = schemas.putObject("ip_list_edit").put("type", "object");
        edit.putObject("properties").set("append", items.deepCopy());
        properties(schemas, "ip_list_edit")
                .putObject("remove")
                .put("type", "array")
                .putObject("items")
                .put("type", "string");
        schemas.set("ip_list_entry", items.path("items").path("oneOf").path(1));
        ObjectNode token = properties(schemas, "service_token");
        token.remove("previous_client_secret_digest");
        token.withObjectProperty("client_secret_digest").put("writeOnly", true);
        token.putObject("client_secret").put("type", "string");
        members(schemas, "application_settings", "allow_iframe", "boolean", "skip_interstitial", "boolean");
        members(schemas, "tag", "name", "string", "app_count", "integer");
        members(schemas, "id_only", "id", "string");
        members(schemas, "grace", "previous_client_secret_expires_at", "string");
        members(
                schemas,
                "keys",
                "key_rotation_interval_days",
                "integer",
                "last_key_rotation_at",
                "string",
                "days_until_next_rotation",
                "integer");
        members(schemas, "nothing");
        members(
                schemas,
                "result_info",
                "page",
                "integer",
                "per_page",
                "integer",
                "count",
                "integer",
                "total_count",
                "integer",
                "total_pages",
                "integer");
        members(schemas, "message", "code", "integer", "message", "string", "source", "object");
        return schemas;
    }

    private static ObjectNode properties(ObjectNode schemas, String type) {
        return schemas.withObjectProperty(type).withObjectProperty("properties");
    }

    /** Adds a schema with these members: names and types in turn. */
    private static void members(ObjectNode schemas, String type, String... members) {
        ObjectNode schema = schemas.putObject(type).put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (int i = 0; i < members.length; i += 2) {
            ArrayNode types = properties.putObject(members[i]).putArray("type");
            for (String each : members[i + 1].split(" ", -1)) {
                types.add(each);
            }
        }
        schema.put("additionalProperties", false);
    }

    private static ObjectNode inHeader(String name) {
        return object().put("type", "apiKey").put("in", "header").put("name", name);
    }

    private static ObjectNode reference(String schema) {
        return object().put("$ref", SCHEMAS + schema);
    }

    private static ObjectNode json(ObjectNode schema) {
        ObjectNode content = object();
        content.putObject("application/json").set("schema", schema);
        return content;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
