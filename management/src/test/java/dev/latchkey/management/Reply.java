package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An answer of the API, with its envelope checked: whatever it says, it says it in the same form. */
record Reply(RawAnswer raw, JsonNode envelope) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply of(RawAnswer raw) throws IOException {
        assertThat(raw.header("Content-Type")).isEqualTo("application/json");
        assertThat(raw.header("Cache-Control")).isEqualTo("no-store");
        assertThat(raw.header("Content-Length")).isNotNull();
        if (raw.body().isEmpty()) {
            return new Reply(raw, JSON.createObjectNode());
        }
        JsonNode envelope = JSON.readTree(raw.body());
        assertThat(envelope.get("success").booleanValue()).isEqualTo(raw.status() < 400);
        assertThat(envelope.get("errors").isArray()).isTrue();
        assertThat(envelope.get("messages").isArray()).isTrue();
        assertThat(envelope.has("result")).isTrue();
        assertThat(envelope.get("errors").isEmpty()).isEqualTo(raw.status() < 400);
        envelope.get("errors").forEach(error -> {
            assertThat(error.get("code").intValue()).isGreaterThanOrEqualTo(1000);
            assertThat(error.get("message").textValue()).isNotBlank();
        });
        if (raw.status() >= 400) {
            assertThat(envelope.get("result").isNull()).isTrue();
        }
        return new Reply(raw, envelope);
    }

    Reply expect(int status) {
        assertThat(raw.status()).as(raw.body()).isEqualTo(status);
        return this;
    }

    int status() {
        return raw.status();
    }

    JsonNode result() {
        return envelope.get("result");
    }

    /** A copy of the result, to be changed. */
    ObjectNode object() {
        return (ObjectNode) result().deepCopy();
    }

    String text(String member) {
        return result().path(member).asText();
    }

    List<Integer> codes() {
        List<Integer> codes = new ArrayList<>();
        envelope.get("errors").forEach(error -> codes.add(error.get("code").intValue()));
        return codes;
    }

    /** The pointers of the errors; an empty one if there is none. */
    List<String> pointers() {
        return pointers("errors");
    }

    List<String> pointers(String member) {
        List<String> pointers = new ArrayList<>();
        envelope.get(member)
                .forEach(error ->
                        pointers.add(error.path("source").path("pointer").asText()));
        return pointers;
    }

    String header(String name) {
        return raw.header(name);
    }
}
