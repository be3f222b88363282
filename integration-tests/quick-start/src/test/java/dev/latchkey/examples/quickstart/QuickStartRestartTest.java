package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static dev.latchkey.examples.quickstart.Caller.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The quick start's data: from one start to the next, and edited by hand")
final class QuickStartRestartTest {

    /** Management contract, section 4, says 2 s; the rest is for a machine that is busy with other things. */
    private static final Duration PICKED_UP = Duration.ofSeconds(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data;

    private QuickStart start(String authDomain) throws Exception {
        return QuickStart.start(new Settings(0, data, authDomain));
    }

    @Test
    void keepsTokensKeysAndSessions() throws Exception {
        String jwt;
        Caller before;
        try (QuickStart first = start(null)) {
            before = Caller.of(first);
            jwt = before.getWithPair(MAIN).cookie();
        }
        try (QuickStart second = start(null)) {
            Caller after = Caller.of(second);
            assertThat(after.clientId()).isNotEqualTo(before.clientId());
            assertThat(after.getWithPair(WEBHOOKS).status()).isEqualTo(200);

            Caller again = new Caller(after.at(), before.clientId(), before.secret());
            assertThat(again.getWithPair(MAIN).status()).isEqualTo(200);
            assertThat(again.get(MAIN, Caller.cookie(jwt)).status()).isEqualTo(200);
        }
    }

    @Test
    void appliesAnotherAuthDomainAndKeepsItUntilTheNext() throws Exception {
        try (QuickStart first = start(null)) {
            assertThat(issuer(first)).isEqualTo("https://latchkey.invalid");
        }
        try (QuickStart second = start("team.cloudflareaccess.com")) {
            assertThat(issuer(second)).isEqualTo("https://team.cloudflareaccess.com");
        }
        try (QuickStart third = start(null)) {
            assertThat(issuer(third)).isEqualTo("https://team.cloudflareaccess.com");
        }
    }

    @Test
    void dropsExpiredTokensOfEarlierStarts() throws Exception {
        start(null).close();
        ObjectNode document = read();
        ((ObjectNode) document.get("service_tokens").get(0)).put("expires_at", "2020-01-01T00:00:00Z");
        write(document.toString());

        try (QuickStart second = start(null)) {
            assertThat(read().get("service_tokens")).hasSize(1);
            assertThat(Caller.of(second).getWithPair(MAIN).status()).isEqualTo(200);
        }
    }

    @Test
    void turnsAwayATokenThatIsDisabledByHand() throws Exception {
        try (QuickStart running = start(null)) {
            Caller caller = Caller.of(running);
            String cookie = Caller.cookie(caller.getWithPair(MAIN).cookie());
            assertThat(caller.get(MAIN, cookie).status()).isEqualTo(200);

            ObjectNode document = read();
            ((ObjectNode) document.get("service_tokens").get(0)).put("enabled", false);
            write(document.toPrettyString());

            await().atMost(PICKED_UP)
                    .untilAsserted(
                            () -> assertThat(caller.getWithPair(MAIN).status()).isEqualTo(401));
            assertThat(caller.get(MAIN, cookie).status()).isEqualTo(401);
            assertThat(caller.get(MAIN, "cf-access-token: " + cookie.substring(cookie.indexOf('=') + 1))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void takesNoPortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = new Settings(taken.getLocalPort(), data, null);

            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> QuickStart.start(settings))
                    .withMessageContaining("port " + taken.getLocalPort());
        }
    }

    private static String issuer(QuickStart running) throws Exception {
        Answer answer = Caller.of(running).getWithPair(MAIN);
        byte[] claims = Base64.getUrlDecoder().decode(answer.cookie().split("\\.", 3)[1]);
        JsonNode issuer =
                JSON.readTree(new String(claims, StandardCharsets.UTF_8)).get("iss");
        return issuer.asText();
    }

    private ObjectNode read() throws Exception {
        return (ObjectNode) JSON.readTree(data.resolve(DemoStore.FILE).toFile());
    }

    private void write(String document) throws Exception {
        Files.writeString(data.resolve(DemoStore.FILE), document);
    }
}
