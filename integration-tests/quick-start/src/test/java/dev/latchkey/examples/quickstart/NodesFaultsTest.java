package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static dev.latchkey.examples.quickstart.Nodes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("request contract, section 3: a node or the database dies, and nobody is told a wrong thing")
@ExtendWith(NodesExtension.class)
final class NodesFaultsTest {

    private static final String HOST = "faults.example.com";
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_THE_END = 60;

    /** For a machine that is busy with other things. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Nodes nodes;

    NodesFaultsTest(Nodes nodes) {
        this.nodes = nodes;
    }

    @Test
    void killedNodeLosesNoAcknowledgedWrite() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        List<ApiWriter> writers = new ArrayList<>();
        List<Future<Void>> writing = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (QuickStartProcess doomed = nodes.begin("doomed")) {
            doomed.awaitReady();
            for (int i = 0; i < WRITERS; i++) {
                ApiWriter writer = new ApiWriter(doomed.api(), "writer " + i, acknowledged);
                writers.add(writer);
                writing.add(threads.submit(writer));
            }
            await().atMost(LIMIT)
                    .until(() -> writing.stream().anyMatch(Future::isDone)
                            || acknowledged.get() >= ACKNOWLEDGED_BEFORE_THE_END);
            assertThat(writing).noneMatch(Future::isDone);
        } finally {
            threads.shutdown();
        }
        // The others write at once, whatever it held when it died.
        JsonNode made = nodes.a().api().post("service_tokens", "{\"name\": \"afterwards\"}");
        assertThat(nodes.b().caller(made).getWithPair(MAIN).status()).isEqualTo(200);

        assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        for (Future<Void> each : writing) {
            each.get();
        }
        for (ApiWriter writer : writers) {
            for (QuickStartProcess node : nodes.others()) {
                eventually(() -> writer.check(node.caller().at()));
            }
        }
    }

    @Test
    void nodesRecoverFromKilledDatabase() throws Exception {
        TokenOnNodes good = TokenOnNodes.met(nodes, HOST);
        TokenOnNodes revoked = TokenOnNodes.met(nodes, HOST);
        nodes.a().api().put(revoked.path(), "{\"enabled\": false}");
        eventually(() -> assertThat(revoked.pairs()).containsOnly(401));
        JsonNode unmet = nodes.a().api().post("service_tokens", "{\"name\": \"unmet\"}");

        long cutOffAt = System.nanoTime();
        nodes.database().kill();
        try (Crowd crowd = new Crowd(good, revoked, cutOffAt)) {
            assertUnknownIsUnavailableAndNothingIsWritten(unmet);
            crowd.awaitRound();

            nodes.database().startAgain();
            crowd.awaitRound();
        }
        for (QuickStartProcess node : nodes.others()) {
            eventually(() -> assertThat(exceptUnauthorized(node, unmet)).isEqualTo(200));
        }
        assertThat(nodes.a().api().get("service_tokens?name=not-now")).isEmpty();
        assertThatChangesAreMadeOnAllNodesAndReachAll(good);
        assertThat(nodes.b().errors())
                .doesNotContain(TestPostgres.PASSWORD, good.on(nodes.b()).secret());
    }

    private void assertUnknownIsUnavailableAndNothingIsWritten(JsonNode unmet) throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (QuickStartProcess other : nodes.others()) {
            Caller caller = other.caller(unmet);
            calls.add(() -> assertUnavailable(caller.getWithPair(MAIN)));
            Caller nobody = new Caller(caller.at(), "made-up.access", caller.secret());
            calls.add(() -> assertUnavailable(nobody.getWithPair(MAIN)));
        }
        for (QuickStartProcess node : nodes.all()) {
            ApiCaller api = node.api();
            calls.add(() -> {
                String body = "{\"name\": \"not-now\"}";
                assertThat(api.call("POST", "service_tokens", body).statusCode())
                        .isEqualTo(503);
                return null;
            });
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (Future<Void> each : threads.invokeAll(calls)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
        return null;
    }

    /** Returns the status, which is at no moment 401. */
    private static int exceptUnauthorized(QuickStartProcess node, JsonNode issued) throws IOException {
        int status = node.caller(issued).getWithPair(MAIN).status();
        if (status == 401) {
            throw new IllegalStateException("a good service token got 401:\n" + node.errors());
        }
        return status;
    }

    private void assertThatChangesAreMadeOnAllNodesAndReachAll(TokenOnNodes token) throws Exception {
        for (QuickStartProcess node : nodes.all()) {
            ApiCaller api = node.api();
            eventually(() -> assertThat(api.call("PUT", token.path(), "{\"enabled\": false}")
                            .statusCode())
                    .isEqualTo(200));
            eventually(() -> assertThat(token.pairs()).containsOnly(401));
            assertThat(token.cookies()).containsOnly(401);
            api.put(token.path(), "{\"enabled\": true}");
            eventually(() -> assertThat(token.pairs()).containsOnly(200));
        }
    }
}
