package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: whatever was answered is there after a crash")
final class QuickStartCrashTest {

    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_THE_CRASH = 160;
    private static final int ANSWERED_BEFORE_THE_CRASH = 40;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void keepsEveryAcknowledgedWriteOfEightThreadsWhileRequestsRun() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        List<Writer> writers = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> requests = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            try (QuickStartProcess first = start()) {
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(new Writer(first, i, acknowledged));
                }
                Caller caller = first.caller();
                List<Future<Void>> writing =
                        writers.stream().map(threads::submit).toList();
                requests.add(threads.submit(() -> ask(caller, answered)));
                requests.add(threads.submit(() -> ask(caller, answered)));
                await().atMost(LIMIT)
                        .until(() -> Stream.concat(writing.stream(), requests.stream())
                                        .anyMatch(Future::isDone)
                                || (acknowledged.get() >= ACKNOWLEDGED_BEFORE_THE_CRASH
                                        && answered.get() >= ANSWERED_BEFORE_THE_CRASH));
                assertThat(writing).noneMatch(Future::isDone);
                assertThat(requests).noneMatch(Future::isDone);
            }
            for (Future<?> each : requests) {
                each.get();
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        try (QuickStartProcess second = start()) {
            URI at = second.caller().at();
            for (Writer writer : writers) {
                writer.check(at);
            }
        }
    }

    /** Sends requests with good credentials until the server is gone: all that are answered are let in. */
    private static void ask(Caller caller, AtomicInteger answered) {
        try {
            while (true) {
                assertThat(caller.getWithPair(MAIN).status()).isEqualTo(200);
                answered.incrementAndGet();
            }
        } catch (IOException | RuntimeException gone) {
            // An answer that was cut off cannot be read; one with another status is an error, and gets through.
        }
    }

    private QuickStartProcess start() throws Exception {
        QuickStartProcess process =
                QuickStartProcess.start(directory, "-Dlatchkey.port=0", "-Dlatchkey.data=" + directory.resolve("data"));
        await().atMost(LIMIT)
                .until(() ->
                        !process.isAlive() || process.printed().stream().anyMatch(line -> line.startsWith("READY ")));
        assertThat(process.isAlive()).as(process.errors()).isTrue();
        return process;
    }

    /** Creates, rotates and deletes service tokens, one call after another, until the server is gone. */
    private static final class Writer implements Callable<Void> {

        private final HttpClient client = HttpClient.newHttpClient();
        private final String api;
        private final String managementToken;
        private final String name;
        private final AtomicInteger acknowledged;

        /** The client ids that there are, with the secrets that were answered last; null for those that were deleted. */
        private final Map<String, @Nullable String> secrets = new HashMap<>();

        private final Map<String, List<String>> replaced = new HashMap<>();
        private final Deque<JsonNode> alive = new ArrayDeque<>();

        /** The client id whose change was sent and not answered: it may have been made or not. */
        private @Nullable String inDoubt;

        Writer(QuickStartProcess server, int number, AtomicInteger acknowledged) throws IOException {
            this.api = server.value("LATCHKEY_API=") + "/accounts/" + server.value("LATCHKEY_ACCOUNT_ID=")
                    + "/access/service_tokens";
            this.managementToken = server.value("LATCHKEY_API_TOKEN=");
            this.name = "writer " + number;
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
            JsonNode made = send("POST", "", "{\"name\": \"" + name + "\"}", 201);
            secrets.put(clientId(made), made.get("client_secret").asText());
            alive.addLast(made);
        }

        private void rotate(JsonNode token) throws IOException, InterruptedException {
            inDoubt = clientId(token);
            JsonNode rotated = send("POST", "/" + token.get("id").asText() + "/rotate", "{}", 200);
            String before =
                    secrets.put(clientId(token), rotated.get("client_secret").asText());
            replaced.computeIfAbsent(clientId(token), id -> new ArrayList<>()).add(String.valueOf(before));
            inDoubt = null;
        }

        private void delete(JsonNode token) throws IOException, InterruptedException {
            inDoubt = clientId(token);
            send("DELETE", "/" + token.get("id").asText(), "", 200);
            String last = secrets.put(clientId(token), null);
            replaced.computeIfAbsent(clientId(token), id -> new ArrayList<>()).add(String.valueOf(last));
            inDoubt = null;
        }

        private static String clientId(JsonNode token) {
            return token.get("client_id").asText();
        }

        private JsonNode send(String method, String path, String body, int expected)
                throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                    .header("Authorization", "Bearer " + managementToken)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
            acknowledged.incrementAndGet();
            return JSON.readTree(answer.body()).get("result");
        }

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
}
