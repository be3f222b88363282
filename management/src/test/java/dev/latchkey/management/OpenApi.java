package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.testsupport.OpenApiAnswers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Checks answers against the OpenAPI document. */
final class OpenApi {

    static final ObjectNode DOCUMENT = (ObjectNode) new Routes(UUID.randomUUID())
            .find("/openapi.json")
            .route("GET")
            .handler()
            .handle(null)
            .content();

    private static final OpenApiAnswers OURS = new OpenApiAnswers(DOCUMENT);
    private static final Optional<OpenApiAnswers> CLOUDFLARES = OpenApiAnswers.ofCloudflare();

    private OpenApi() {}

    /**
     * Fails if our document, or Cloudflare's if there is one, does not allow this answer. An answer to an unknown
     * operation is not checked.
     */
    static void check(String method, String target, Reply reply) {
        int at = Math.max(target.indexOf("/accounts/"), target.indexOf("/zones/"));
        if (at < 0 || reply.raw().body().isEmpty()) {
            return;
        }
        String path = target.substring(at).split("\\?", 2)[0];
        assertThat(OURS.faults(method, path, reply.status(), reply.raw().body()))
                .as("%s %s: %s", method, target, reply.raw().body())
                .isEmpty();
        if (reply.status() < 500) {
            CLOUDFLARES.ifPresent(cloudflares -> assertThat(cloudflares.faults(
                            method, path, reply.status(), reply.raw().body()))
                    .as(
                            "Cloudflare's document, %s %s: %s",
                            method, target, reply.raw().body())
                    .isEmpty());
        }
        if (reply.status() < 400 && OURS.describes(method, path)) {
            checkNames(OURS.schema(method, path, reply.status()), reply);
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
}
