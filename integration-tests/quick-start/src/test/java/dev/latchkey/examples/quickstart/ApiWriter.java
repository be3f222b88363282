package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Creates, rotates and deletes service tokens, one call after another, until the server is gone. */
final class ApiWriter implements Callable<Void> {

    private static final String TOKENS = "service_tokens";

    private final ApiCaller api;
    private final String name;
    private final AtomicInteger acknowledged;

    /** The Client IDs that there are, with the secrets that were answered last; null for those that were deleted. */
    private final Map<String, @Nullable String> secrets = new HashMap<>();

    private final Map<String, List<String>> replaced = new HashMap<>();
    private final Deque<JsonNode> alive = new ArrayDeque<>();

    /** The Client ID whose change was sent and not answered: it may have been made or not. */
    private @Nullable String inDoubt;

    ApiWriter(ApiCaller api, String name, AtomicInteger acknowledged) {
        this.api = api;
        this.name = name;
        this.acknowledged = acknowledged;
    }

    @Override
    public @Nullable Void call() throws InterruptedException {
        try {
            for (int round = 0; ; round++) {
                create();
                rotate(alive.getLast());
                if (round % 3 == 2) {
                    delete(alive.removeFirst());
                }
            }
        } catch (IOException gone) {
            return null;
        }
    }

    private void create() throws IOException, InterruptedException {
        JsonNode made = acknowledged(api.post(TOKENS, "{\"name\": \"" + name + "\"}"));
        secrets.put(clientId(made), made.get("client_secret").asText());
        alive.addLast(made);
    }

    private void rotate(JsonNode token) throws IOException, InterruptedException {
        inDoubt = clientId(token);
        JsonNode rotated = acknowledged(api.post(TOKENS + "/" + token.get("id").asText() + "/rotate", "{}"));
        String before =
                secrets.put(clientId(token), rotated.get("client_secret").asText());
        replaced.computeIfAbsent(clientId(token), id -> new ArrayList<>()).add(String.valueOf(before));
        inDoubt = null;
    }

    private void delete(JsonNode token) throws IOException, InterruptedException {
        inDoubt = clientId(token);
        acknowledged(api.delete(TOKENS + "/" + token.get("id").asText()));
        String last = secrets.put(clientId(token), null);
        replaced.computeIfAbsent(clientId(token), id -> new ArrayList<>()).add(String.valueOf(last));
        inDoubt = null;
    }

    private static String clientId(JsonNode token) {
        return token.get("client_id").asText();
    }

    private JsonNode acknowledged(JsonNode answer) {
        acknowledged.incrementAndGet();
        return answer;
    }

    /** Holds what was acknowledged against what is answered there. Of what was in doubt, nothing is known. */
    void check(URI at) throws IOException {
        assertThat(secrets).hasSizeGreaterThan(2);
        for (Map.Entry<String, @Nullable String> each : secrets.entrySet()) {
            String clientId = each.getKey();
            String secret = each.getValue();
            if (clientId.equals(inDoubt)) {
                continue;
            }
            if (secret != null) {
                assertStatus(at, clientId, secret, 200);
            }
            for (String old : replaced.getOrDefault(clientId, List.of())) {
                assertStatus(at, clientId, old, 401);
            }
        }
    }

    private static void assertStatus(URI at, String clientId, String secret, int status) throws IOException {
        Caller caller = new Caller(at, clientId, secret);
        assertThat(caller.getWithPair(MAIN).status()).isEqualTo(status);
    }
}
