package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The quick start's management API")
final class QuickStartManagementTest {

    @TempDir
    private Path data;

    private QuickStart start() throws Exception {
        return QuickStart.start(new Settings(0, data, null));
    }

    @Test
    void printsWhatItTakesEachAloneOnALineBeforeReady() throws Exception {
        try (QuickStart running = start()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            running.greeting().print(new PrintStream(out, true, StandardCharsets.UTF_8));

            Greeting at = running.greeting();
            List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(lines)
                    .endsWith(
                            "LATCHKEY_API=" + at.at() + "client/v4",
                            "LATCHKEY_ACCOUNT_ID=" + at.management().accountId(),
                            "LATCHKEY_API_TOKEN=" + at.managementToken(),
                            "READY " + at.at());
            assertThat(at.management().accountId()).matches("[0-9a-f]{32}");
        }
    }

    @Test
    @DisplayName("management contract, section 2: GET, add the header, PUT; it counts from the very next request")
    void turnsOnTheSingleHeader() throws Exception {
        try (QuickStart running = start()) {
            Greeting at = running.greeting();
            Caller caller = Caller.of(running);
            assertThat(caller.get(MAIN, caller.singleHeader()).status()).isEqualTo(401);

            ApiCaller api = ApiCaller.of(at);
            ObjectNode main = (ObjectNode) api.get("apps?name=main").get(0);
            main.put("read_service_tokens_from_header", "Authorization");
            api.put("apps/" + main.get("id").asText(), main.toString());

            assertThat(caller.get(MAIN, caller.singleHeader()).status()).isEqualTo(200);
            assertThat(caller.getWithPair(MAIN).status()).isEqualTo(200);
        }
    }

    @Test
    void keepsAccountIdAndRenewsManagementToken() throws Exception {
        Greeting before;
        try (QuickStart first = start()) {
            before = first.greeting();
            assertThat(Files.readString(data.resolve(DemoStore.FILE))).doesNotContain(before.managementToken());
        }
        try (QuickStart second = start()) {
            Greeting at = second.greeting();
            assertThat(at.management().accountId())
                    .isEqualTo(before.management().accountId());
            ApiCaller api = ApiCaller.of(at);
            assertThat(new ApiCaller(api.base(), before.managementToken())
                            .call("GET", "apps", "")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(api.get("apps")).hasSize(3);
        }
    }

    @Test
    void worksWithTheDataOfAVersionThatHadNoManagementApi() throws Exception {
        Files.writeString(data.resolve(DemoStore.FILE), """
                {"applications": [{"name": "main", "domain": "*", "any_valid_service_token": true}]}""");

        try (QuickStart running = start()) {
            assertThat(ApiCaller.of(running.greeting()).get("apps")).hasSize(2);
            assertThat(Caller.of(running).get(MAIN).status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/client", "*/client/v4"})
    void keepsExistingApplicationForThatPath(String domain) throws Exception {
        Files.writeString(data.resolve(DemoStore.FILE), """
                {"applications": [{"name": "main", "domain": "*", "any_valid_service_token": true},
                 {"name": "closed", "domain": "%s"}]}""".formatted(domain));

        try (QuickStart running = start()) {
            assertThat(ApiCaller.of(running.greeting()).call("GET", "apps", "").statusCode())
                    .isEqualTo(401);
        }
    }
}
