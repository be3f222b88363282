package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.AsciiJson;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonConfiguration;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a body says, the API refuses it and changes nothing, or keeps what can be read, put back and served by every
 * store (management contract, section 3). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core,servlet-filter
 * -am test -Dtest=ManagementApiFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
class ManagementApiFuzzTest {

    private static final String APP = "11111111-1111-4111-8111-111111111111";
    private static final String OWN = "22222222-2222-4222-8222-222222222222";
    private static final String REUSABLE = "33333333-3333-4333-8333-333333333333";
    private static final String TOKEN = "44444444-4444-4444-8444-444444444444";
    private static final String CURRENT = "c0ffee00c0ffee11c0ffee22c0ffee33c0ffee44c0ffee55c0ffee66c0ffee77";
    private static final String PREVIOUS = "0ddba1100ddba1110ddba1120ddba1130ddba1140ddba1150ddba1160ddba117";
    private static final byte[] CONFIGURED =
            """
            {"organization": {"name": "team", "auth_domain": "team.example.com"},
             "applications": [
              {"id": "11111111-1111-4111-8111-111111111111", "name": "main", "domain": "app.example.com",
               "created_at": "2026-11-01T00:00:00Z", "tags": ["kept"],
               "aud": "1111111111111111111111111111111111111111111111111111111111111111",
               "policies": [{"id": "22222222-2222-4222-8222-222222222222", "name": "own", "precedence": 3,
                 "decision": "non_identity", "include": [{"any_valid_service_token": {}}]},
                 {"id": "33333333-3333-4333-8333-333333333333", "precedence": 7}]},
              {"name": "other", "domain": "*.example.com/api", "any_valid_service_token": true}],
             "policies": [{"id": "33333333-3333-4333-8333-333333333333", "name": "reusable", "decision": "deny",
               "include": [{"group": {"id": "55555555-5555-4555-8555-555555555555"}}]}],
             "groups": [{"id": "55555555-5555-4555-8555-555555555555", "name": "group",
               "include": [{"ip_list": {"id": "66666666-6666-4666-8666-666666666666"}}]},
              {"id": "77777777-7777-4777-8777-777777777777", "name": "people",
               "include": [{"email": {"email": "a@example.com"}}]}],
             "ip_lists": [{"id": "66666666-6666-4666-8666-666666666666", "name": "list", "ips": ["192.0.2.0/24"]}],
             "service_tokens": [{"id": "44444444-4444-4444-8444-444444444444", "client_id": "main.access",
               "name": "main", "duration": "24h", "expires_at": "2026-11-24T00:00:00Z", "roles": ["reader"],
               "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-02T00:00:00Z",
               "client_secret_version": 2, "previous_client_secret_expires_at": "2026-11-24T00:00:00Z",
               "client_secret_digest": "CURRENT", "previous_client_secret_digest": "PREVIOUS"}]}""".replace("CURRENT", CURRENT).replace("PREVIOUS", PREVIOUS).getBytes(StandardCharsets.UTF_8);

    /** What a body may be of: the first byte of an input says which, from {@code a} on. */
    private enum Operation {
        CREATE_APPLICATION("POST", "apps", "apps/"),
        REPLACE_APPLICATION("PUT", "apps/" + APP, "apps/"),
        CREATE_POLICY("POST", "policies", "policies/"),
        REPLACE_POLICY("PUT", "policies/" + REUSABLE, "policies/"),
        CREATE_OWN_POLICY("POST", "apps/" + APP + "/policies", "apps/" + APP + "/policies/"),
        REPLACE_OWN_POLICY("PUT", "apps/" + APP + "/policies/" + OWN, "apps/" + APP + "/policies/"),
        CREATE_TOKEN("POST", "service_tokens", "service_tokens/"),
        UPDATE_TOKEN("PUT", "service_tokens/" + TOKEN, "service_tokens/"),
        ROTATE_TOKEN("POST", "service_tokens/" + TOKEN + "/rotate", "service_tokens/"),
        REFRESH_TOKEN("POST", "service_tokens/" + TOKEN + "/refresh", "service_tokens/"),
        REPLACE_ORGANIZATION("PUT", "organizations", "organizations"),
        CHANGE_ORGANIZATION("PATCH", "organizations", "organizations"),
        UPDATE_KEYS("PUT", "keys", "keys"),
        REVOKE_SESSIONS("POST", "apps/" + APP + "/revoke_tokens", "apps/");

        private final String method;
        private final String path;
        private final String readAt;

        Operation(String method, String path, String readAt) {
            this.method = method;
            this.path = path;
            this.readAt = readAt;
        }

        static Operation of(byte[] input) {
            int index = input.length == 0 ? 0 : input[0] - 'a';
            return values()[Math.floorMod(index, values().length)];
        }

        /** Where the result of an answer is read again: with its id, where it has one in its path. */
        String place(JsonNode result) {
            return readAt.endsWith("/") ? readAt + result.path("id").textValue() : readAt;
        }

        /** Whether a secret that was made for it is in the answer. */
        boolean makesSecrets() {
            return this == CREATE_TOKEN || this == UPDATE_TOKEN || this == ROTATE_TOKEN;
        }
    }

    /** Numbers come back as exactly as they are answered. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));
    private static final AccessDocument BEFORE = configured();

    /** One for all inputs, as it would have the maintenance of each store to do. */
    private static final InMemoryStore SERVED = new InMemoryStore(BEFORE, CLOCK);

    private static final AccessGate GATE =
            AccessGate.builder().store(SERVED).clock(CLOCK).build();

    @TempDir
    private static Path directory;

    private static AccessDocument configured() {
        try {
            return JsonConfiguration.read("base", new ByteArrayInputStream(CONFIGURED), SecretHasher.sha256());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ManagementApi api(WritableStore store) {
        return ManagementServlet.builder(
                        Administration.builder(store).clock(CLOCK).build())
                .accountId(ManagedApp.ACCOUNT)
                .token("ops", ManagementToken.Scope.WRITE, ManagedApp.digest(ManagedApp.WRITE))
                .clock(CLOCK)
                .api();
    }

    @FuzzTest(maxDuration = "1m")
    void refusesABodyOrKeepsWhatCanBeReadAndPutBack(byte[] input) throws IOException {
        Operation operation = Operation.of(input);
        byte[] body = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        InMemoryStore store = new InMemoryStore(BEFORE, CLOCK);
        ManagementApi api = api(store);

        ApiResponse answer = api.answer(new BodyOnlyRequest(operation.method, operation.path, body));

        JsonNode envelope = JSON.readTree(AsciiJson.bytes(answer.content()));
        assertThat(answer.status()).as("%s", envelope).isBetween(200, 499);
        tellsNoSecret(operation, envelope, new String(body, StandardCharsets.UTF_8));
        if (answer.isRefusal()) {
            assertThat(store.document()).isSameAs(BEFORE);
            assertThat(store.signingKeys()).isEmpty();
            pointsIntoTheBody(envelope, body);
        } else {
            isThereAndCanBePutBack(api, operation, envelope.path("result"));
            isServed(store.document());
            isKeptByAFile(operation, body, answer.status());
        }
    }

    private static void tellsNoSecret(Operation operation, JsonNode envelope, String body) throws IOException {
        String answer = envelope.toString();
        for (String secret : List.of(CURRENT, PREVIOUS, ManagedApp.WRITE)) {
            assertThat(answer.contains(secret) && !body.contains(secret)).isFalse();
        }
        String made = envelope.path("result").path("client_secret").asText("");
        if (!made.isBlank()) {
            assertThat(operation.makesSecrets()).isTrue();
            assertThat(made).startsWith("lkst_");
            assertThat(body).doesNotContain(made);
        }
        ObjectNode sent = object(JSON, body.getBytes(StandardCharsets.UTF_8));
        for (String member : List.of("client_secret", "client_secret_digest")) {
            // Long, and with a digit, so that it is no word of a message; and it must not be said elsewhere, too.
            String secret = sent.path(member).asText("");
            String rest = sent.deepCopy().without(member).toString();
            if (secret.matches("[A-Za-z0-9]*[0-9][A-Za-z0-9]*") && secret.length() >= 32 && !rest.contains(secret)) {
                assertThat(answer).doesNotContain(secret);
            }
        }
    }

    /** The place of a fault is in the body, or where something is missing from it. */
    private static void pointsIntoTheBody(JsonNode envelope, byte[] body) throws IOException {
        ObjectNode sent = object(STRICT, body);
        for (JsonNode error : envelope.path("errors")) {
            assertThat(error.path("message").textValue().chars()).noneMatch(Character::isISOControl);
            JsonPointer pointer =
                    JsonPointer.compile(error.path("source").path("pointer").asText(""));
            if (!sent.isEmpty() && !pointer.matches()) {
                assertThat(sent.at(pointer.head()).isContainerNode())
                        .as("%s", error)
                        .isTrue();
            }
        }
    }

    private static void isThereAndCanBePutBack(ManagementApi api, Operation operation, JsonNode result)
            throws IOException {
        String place = operation.place(result);
        JsonNode read = ask(api, "GET", place, new byte[0]);
        if (operation != Operation.REVOKE_SESSIONS) {
            assertThat(read)
                    .hasToString(((ObjectNode) result).without("client_secret").toString());
        }
        JsonNode put = ask(api, "PUT", place, JSON.writeValueAsBytes(read));
        assertThat(withoutMoment(put)).hasToString(withoutMoment(read).toString());
        assertThat(ask(api, "GET", place, new byte[0])).hasToString(put.toString());
    }

    private static JsonNode ask(ManagementApi api, String method, String path, byte[] body) throws IOException {
        ApiResponse answer = api.answer(new BodyOnlyRequest(method, path, body));
        JsonNode envelope = JSON.readTree(AsciiJson.bytes(answer.content()));
        assertThat(answer.status()).as("%s %s: %s", method, path, envelope).isEqualTo(200);
        return envelope.path("result");
    }

    private static JsonNode withoutMoment(JsonNode result) {
        return ((ObjectNode) result.deepCopy()).without("updated_at");
    }

    private static void isServed(AccessDocument document) {
        SERVED.update(before -> document);
        for (String url : List.of("https://app.example.com/x", "https://x.example.com/api", "https://localhost/")) {
            assertThat(GATE.decide(PlainRequest.get(url))).isNotInstanceOf(AccessDecision.Unavailable.class);
        }
    }

    /** A file holds less than memory does: what it cannot hold must have been refused before. */
    private static void isKeptByAFile(Operation operation, byte[] body, int status) throws IOException {
        Path file = Files.write(directory.resolve("latchkey.json"), CONFIGURED);
        try (JsonFileStore store = JsonFileStore.builder(file)
                .clock(CLOCK)
                .pollInterval(Duration.ofHours(1))
                .open()) {
            ApiResponse answer = api(store).answer(new BodyOnlyRequest(operation.method, operation.path, body));
            assertThat(answer.status()).as("%s", answer.errors()).isEqualTo(status);
        }
    }

    private static ObjectNode object(JsonMapper mapper, byte[] body) {
        try {
            return mapper.readTree(body) instanceof ObjectNode object ? object : JSON.createObjectNode();
        } catch (IOException | NumberFormatException e) {
            // The second is for exponents that no number has.
            return JSON.createObjectNode();
        }
    }
}
