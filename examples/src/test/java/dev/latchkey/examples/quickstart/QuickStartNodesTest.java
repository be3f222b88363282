package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Quick starts that share a database, each in a JVM of its own")
final class QuickStartNodesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** For a machine that is busy with other things. */
    private static final Duration STARTED = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startPostgres() {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (Exception | LinkageError e) {
            Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    private QuickStartProcess node(String name) throws Exception {
        Path own = Files.createDirectories(directory.resolve(name));
        String url = postgres.getJdbcUrl("postgres", "postgres") + "&password=the-database-password";
        return QuickStartProcess.start(own, "-Dlatchkey.port=0", "-Dlatchkey.jdbc=" + url);
    }

    private static void awaitReady(QuickStartProcess node) {
        await().atMost(STARTED)
                .until(() -> !node.isAlive() || node.printed().stream().anyMatch(line -> line.startsWith("READY ")));
    }

    private static JsonNode api(QuickStartProcess node, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.value("LATCHKEY_API=") + "/accounts/"
                        + node.value("LATCHKEY_ACCOUNT_ID=") + "/access/" + path))
                .header("Authorization", "Bearer " + node.value("LATCHKEY_API_TOKEN="))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body()).get("result");
    }

    @Test
    void knowTheSameTokensTakeEachOthersCookiesAndForgetTogether() throws Exception {
        try (QuickStartProcess one = node("one");
                QuickStartProcess two = node("two")) {
            awaitReady(one);
            awaitReady(two);
            assertThat(two.value("LATCHKEY_ACCOUNT_ID=")).isEqualTo(one.value("LATCHKEY_ACCOUNT_ID="));
            assertThat(api(two, "GET", "apps", "")).hasSize(3);

            JsonNode made = api(one, "POST", "service_tokens", "{\"name\": \"nightly\"}");
            String id = made.get("client_id").asText();
            String secret = made.get("client_secret").asText();
            Caller here = new Caller(one.caller().at(), id, secret);
            Caller there = new Caller(two.caller().at(), id, secret);

            assertThat(there.getWithPair(MAIN).status()).isEqualTo(200);
            String cookie = Caller.cookie(here.getWithPair(MAIN).cookie());
            assertThat(there.get(MAIN, cookie).status()).isEqualTo(200);

            ObjectNode token = (ObjectNode)
                    api(one, "GET", "service_tokens/" + made.get("id").asText(), "");
            token.put("enabled", false);
            api(one, "PUT", "service_tokens/" + made.get("id").asText(), token.toString());

            assertThat(here.getWithPair(MAIN).status()).isEqualTo(401);
            await().until(() -> there.getWithPair(MAIN).status() == 401);
            assertThat(there.get(MAIN, cookie).status()).isEqualTo(401);

            for (QuickStartProcess node : new QuickStartProcess[] {one, two}) {
                assertThat(node.errors()).doesNotContain("the-database-password", "Exception", "\tat ");
                assertThat(node.printed()).noneMatch(line -> line.contains("the-database-password"));
            }
        }
    }

    @Test
    void sayInOneLineThatTheDatabaseIsNotThereAndNothingOfItsUrl() throws Exception {
        for (String url : new String[] {
            "jdbc:postgresql://127.0.0.1:1/app?user=app&password=the-database-password",
            "jdbc:postgresql://127.0.0.1:port/app?user=app&password=the-database-password",
            "jdbc:nosuch://127.0.0.1/app?user=app&password=the-database-password",
            "postgresql://app:the-database-password@127.0.0.1/app"
        }) {
            try (QuickStartProcess node =
                    QuickStartProcess.start(directory, "-Dlatchkey.port=0", "-Dlatchkey.jdbc=" + url)) {
                assertThat(node.exitCode()).isEqualTo(1);
                assertThat(node.errors().lines())
                        .singleElement()
                        .asString()
                        .contains("latchkey.jdbc")
                        .doesNotContain("the-database-password");
                assertThat(node.printed()).isEmpty();
            }
        }
    }
}
