package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Sends what cloudflare-go 0.116 and the Terraform provider 4 over it send: their structures have members that are
 * always written, set or not. That client reads {@code messages} as texts, so any message makes it fail.
 */
@DisplayName("management contract, section 2: zero values of older clients set nothing")
final class GoClientReplayTest {

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static Reply silent(Reply reply) {
        assertThat(reply.envelope().get("messages")).isEmpty();
        return reply;
    }

    @Test
    void serviceToken() throws Exception {
        Reply created = silent(app.post("service_tokens", "{\"name\": \"ci\", \"client_secret_version\": 0}")
                .expect(201));
        assertThat(created.result().get("client_secret_version").intValue()).isEqualTo(1);
        assertThat(created.text("client_secret")).isNotEmpty();
        String path = "service_tokens/" + created.text("id");

        Reply renamed = silent(app.put(path, "{\"name\": \"build\", \"client_secret_version\": 0}")
                .expect(200));

        assertThat(renamed.text("name")).isEqualTo("build");
        assertThat(renamed.result().has("client_secret")).isFalse();
        assertThat(renamed.text("expires_at")).isEqualTo(created.text("expires_at"));
    }

    @Test
    void applicationWithItsPolicy() throws Exception {
        Reply created = silent(app.post("apps", """
                        {"name": "api", "domain": "api.example.com", "destinations": null, "type": "self_hosted",
                         "session_duration": "60m", "private_address": ""}""").expect(201));
        String path = "apps/" + created.text("id");

        Reply put = silent(app.put(path, """
                        {"name": "", "domain": "api.example.com", "destinations": null, "type": "self_hosted",
                         "private_address": "", "created_at": "2020-01-01T00:00:00Z"}""").expect(200));
        assertThat(put.text("name")).isEqualTo("api");
        assertThat(put.result().has("session_duration")).isFalse();

        String policy = """
                {"precedence": 0, "decision": "non_identity", "name": "own", "approval_groups": null,
                 "include": [{"any_valid_service_token": {}}], "exclude": null, "require": null}""";
        Reply first = silent(app.post(path + "/policies", policy).expect(201));
        Reply second = silent(app.post(path + "/policies", policy).expect(201));
        assertThat(first.result().get("precedence").intValue()).isEqualTo(1);
        assertThat(second.result().get("precedence").intValue()).isEqualTo(2);

        String own = path + "/policies/" + second.text("id");
        assertThat(silent(app.put(own, policy).expect(200))
                        .result()
                        .get("precedence")
                        .intValue())
                .isEqualTo(2);

        app.post(path + "/revoke-tokens", null).expect(202);
        app.delete(own).expect(202);
        app.delete(path).expect(202);
    }

    @Test
    void reusablePolicy() throws Exception {
        Reply created = silent(app.post("policies", """
                        {"precedence": 0, "decision": "deny", "name": "p", "approval_groups": null,
                         "include": [{"everyone": {}}], "exclude": null, "require": null}""").expect(201));

        silent(app.put("policies/" + created.text("id"), """
                        {"precedence": 0, "decision": "deny", "name": "q", "approval_groups": null,
                         "include": [{"everyone": {}}], "exclude": [], "require": []}""").expect(200));
    }
}
