package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Checks answers against the OpenAPI document. */
final class OpenApi {

    static final ObjectNode DOCUMENT = (ObjectNode) new Routes(UUID.randomUUID())
            .find("/openapi.json")
            .route("GET")
            .handler()
            .handle(null)
            .content();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<JsonNode, Schema> COMPILED = new ConcurrentHashMap<>();

    private OpenApi() {}

    /** Fails if the document does not describe this answer. An answer to an unknown operation is not checked. */
    static void check(String method, String target, Reply reply) {
        JsonNode operation = operation(method, target);
        if (operation == null || reply.raw().body().isEmpty()) {
            return;
        }
        JsonNode response = operation.path("responses").path(String.valueOf(reply.status()));
        if (reply.status() < 400) {
            assertThat(response.isMissingNode())
                    .as("%s %s answers %s, which the document does not have", method, target, reply.status())
                    .isFalse();
        } else {
            response = DOCUMENT.at("/components/responses/error");
        }
        JsonNode schema = response.at("/content/application~1json/schema");
        assertThat(COMPILED.computeIfAbsent(schema, OpenApi::compile)
                        .validate(reply.raw().body(), InputFormat.JSON))
                .as("%s %s: %s", method, target, reply.raw().body())
                .isEmpty();
        if (reply.status() < 400) {
            checkNames(schema, reply);
        }
    }

    /** An undocumented member of a result is a fault, too. */
    private static void checkNames(JsonNode schema, Reply reply) {
        JsonNode result = schema.at("/properties/result");
        JsonNode element = result.path("type").asText().equals("array") ? result.path("items") : result;
        String name = element.path("$ref").asText().replace("#/components/schemas/", "");
        Set<String> known = new HashSet<>();
        DOCUMENT.at("/components/schemas/" + name + "/properties").fieldNames().forEachRemaining(known::add);
        if (name.equals("application")) {
            return; // It keeps unknown members.
        }
        for (JsonNode each : reply.result().isArray() ? reply.result() : List.of(reply.result())) {
            Set<String> names = new HashSet<>();
            each.fieldNames().forEachRemaining(names::add);
            assertThat(known).as(name).containsAll(names);
        }
    }

    private static Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", DOCUMENT.path("components"));
        return SCHEMAS.getSchema(whole.toString(), InputFormat.JSON);
    }

    private static JsonNode operation(String method, String target) {
        int at = target.indexOf("/accounts/");
        if (at < 0) {
            return null;
        }
        String[] path = target.substring(at).split("\\?", 2)[0].split("/", -1);
        for (Map.Entry<String, JsonNode> each : DOCUMENT.path("paths").properties()) {
            if (matches(each.getKey().split("/", -1), path)) {
                JsonNode operation = each.getValue().path(method.toLowerCase(Locale.ROOT));
                return operation.isMissingNode() ? null : operation;
            }
        }
        return null;
    }

    private static boolean matches(String[] template, String[] path) {
        boolean same = template.length == path.length;
        for (int i = 0; same && i < path.length; i++) {
            same = template[i].startsWith("{") || template[i].equals(path[i]);
        }
        return same;
    }
}
