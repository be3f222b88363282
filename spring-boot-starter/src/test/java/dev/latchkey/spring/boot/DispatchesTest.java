package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter on all dispatches of a running app (request contract, section 5). */
final class DispatchesTest {

    @TempDir
    static Path directory;

    private static RunningApp app;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, """
                {"applications": [
                   {"name": "app", "domain": "*", "any_valid_service_token": true},
                   {"name": "open", "domain": "*/open", "policies": [
                      {"name": "all", "decision": "bypass", "include": [{"everyone": {}}]}]}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile("reports")));
        app = RunningApp.start(
                OpenApp.class, "latchkey.configuration=" + file, "server.forward-headers-strategy=framework");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void admitsOnlyGoodCredentials() {
        assertThat(app.get("/whoami", Credentials.A).body()).isEqualTo("REQUEST a.access");
        assertThat(app.get("/whoami", Credentials.B).statusCode()).isEqualTo(401);
        assertThat(app.get("/whoami").statusCode()).isEqualTo(401);
        assertThat(app.get("/open/whoami").body()).isEqualTo("REQUEST nobody");
    }

    @Test
    void hidesSecretAndShowsAssertion() {
        assertThat(app.get("/headers", Credentials.A).body()).isEqualTo("a.access null true");
    }

    @Test
    void forwardFromOpenToProtectedNeedsCredentials() {
        assertThat(app.get("/open/forward").statusCode()).isEqualTo(401);
        assertThat(app.get("/open/forward", Credentials.A).body()).isEqualTo("FORWARD a.access");
    }

    @Test
    void asyncAndErrorDispatchesKeepTheDecision() {
        assertThat(app.get("/async", Credentials.A).body()).endsWith("a.access");
        HttpResponse<String> broken = app.get("/broken", Credentials.A);
        assertThat(broken.statusCode()).isEqualTo(409);
        assertThat(broken.body()).contains("Conflict");
    }

    @Test
    void runsBehindForwardedHeaderFilterAndBeforeAllOthers() {
        HttpResponse<String> answer =
                app.send("GET", "/whoami", RunningApp.with(Credentials.A.headers(), "X-Forwarded-Proto", "https"));

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
        assertThat(app.send("GET", "/whoami", List.of("X-Forwarded-Prefix", "/open"))
                        .statusCode())
                .isEqualTo(401);
    }
}
