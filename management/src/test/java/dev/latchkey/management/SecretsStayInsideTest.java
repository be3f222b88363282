package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, section 3: no secret but in the answers to create and rotate, and none in the log")
final class SecretsStayInsideTest {

    private static final String IMPORTED = "imported-0123456789-0123456789-0123456789";

    private final List<String> secrets =
            new ArrayList<>(List.of(IMPORTED, ManagedApp.WRITE, ManagedApp.READ, "wrong-token-that-somebody-sent"));
    private final List<Reply> replies = new ArrayList<>();

    @Test
    void keepsSecretsDigestsAndSessionsToItself() throws Exception {
        String log;
        try (LogLines lines = new LogLines();
                ManagedApp app = ManagedApp.start()) {
            live(app);
            log = lines.text();
        }
        assertThat(log)
                .contains("service_token created", "by=ops", "refused status=400", "refused status=401", "token=ops");
        List<String> all = new ArrayList<>(secrets);
        secrets.forEach(
                secret -> all.add(ManagedApp.digest(secret).toStoredText().substring("sha256:".length())));
        for (String secret : all) {
            assertThat(log).doesNotContain(secret);
            assertThat(replies).noneMatch(reply -> reply.raw().body().contains(secret));
        }
        assertThat(log).doesNotContain("eyJ");
        assertThat(replies).noneMatch(reply -> reply.raw().body().contains("\"client_secret\""));
        assertThat(replies).noneMatch(reply -> reply.raw().body().contains("digest\":"));
    }

    private void live(ManagedApp app) throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String path = "service_tokens/" + created.text("id");
        Reply rotated = app.post(path + "/rotate", "{\"previous_client_secret_expires_at\": \"2026-11-23T11:00:00Z\"}")
                .expect(200);
        Reply raised = app.put(path, "{\"client_secret_version\": 3}").expect(200);
        for (Reply each : List.of(created, rotated, raised)) {
            secrets.add(each.text("client_secret"));
            app.visitWithPair(created.text("client_id"), each.text("client_secret"));
        }
        String setCookie = app.visit(
                        "CF-Access-Client-Id: " + created.text("client_id"),
                        "CF-Access-Client-Secret: " + raised.text("client_secret"))
                .header("Set-Cookie");
        secrets.add(setCookie.substring(setCookie.indexOf('=') + 1, setCookie.indexOf(';')));

        String secret = "\"client_secret\": \"" + IMPORTED + "\"";
        keep(app.post("service_tokens", "{\"client_id\": \"moved\", " + secret + "}"));
        keep(app.post("service_tokens", "{\"client_id\": \"moved\", " + secret + "}"));
        keep(app.post("service_tokens", "{\"client_id\": \"moved\", " + secret + ", }"));
        keep(app.post("service_tokens", "{\"client_secret\": {\"" + "x\": \"" + IMPORTED + "\"}}"));
        keep(app.put("apps/" + ManagedApp.MAIN.id(), "{" + secret + "}"));
        keep(app.get(path));
        keep(app.get("service_tokens"));
        keep(app.get("apps"));
        keep(app.get("organizations"));
        keep(app.get("keys"));
        keep(app.post("keys/rotate", null));
        keep(app.post(path + "/refresh", null));
        keep(app.put(path, "{\"enabled\": false}"));
        keep(app.delete(path));
        keep(app.get(path));
        keep(app.send("GET", ManagedApp.ACCESS + "keys", null, "Authorization: Bearer wrong-token-that-somebody-sent"));
        keep(app.send("PUT", ManagedApp.ACCESS + "keys", "{}", "Authorization: Bearer " + ManagedApp.READ));
    }

    private void keep(Reply reply) {
        replies.add(reply);
    }
}
