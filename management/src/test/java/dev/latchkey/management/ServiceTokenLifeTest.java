package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, sections 1 and 3: a service token's life, each step seen by the next request")
final class ServiceTokenLifeTest {

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @Test
    void livesFromCreateToDelete() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"duration\": \"24h\"}")
                .expect(201);
        String path = "service_tokens/" + created.text("id");
        String clientId = created.text("client_id");
        String first = created.text("client_secret");
        assertThat(clientId).matches("[0-9a-f]{32}\\.access");
        assertThat(first).matches("lkst_[A-Za-z0-9]{40}[0-9a-f]{8}");
        assertThat(created.text("expires_at")).isEqualTo("2026-11-24T10:00:00Z");
        String cookie = "Cookie: CF_Authorization=" + cookie(clientId, first);
        assertThat(app.visit(cookie).status()).isEqualTo(200);

        // Rotated with a grace of one hour, both work.
        Reply rotated = app.post(path + "/rotate", "{\"previous_client_secret_expires_at\": \"2026-11-23T11:00:00Z\"}")
                .expect(200);
        String second = rotated.text("client_secret");
        assertThat(app.visitWithPair(clientId, first)).isEqualTo(200);
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(200);
        assertThat(app.visit(cookie).status()).isEqualTo(200);

        // The grace moved into the past, only the new one does.
        app.put(path, "{\"previous_client_secret_expires_at\": \"2026-11-23T09:00:00Z\"}")
                .expect(200);
        assertThat(app.visitWithPair(clientId, first)).isEqualTo(401);
        assertThat(app.visit(cookie).status()).isEqualTo(401);
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(200);

        String session = "Cookie: CF_Authorization=" + cookie(clientId, second);
        assertThat(app.put(path, "{\"enabled\": false}")
                        .expect(200)
                        .result()
                        .get("enabled")
                        .booleanValue())
                .isFalse();
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(401);
        assertThat(app.visit(session).status()).isEqualTo(401);

        app.put(path, "{\"enabled\": true}").expect(200);
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(200);
        assertThat(app.visit(session).status()).isEqualTo(200);

        assertThat(app.post(path + "/refresh", null).expect(200).text("expires_at"))
                .isEqualTo("2027-11-23T10:00:00Z");
        app.pass(Duration.ofDays(3));
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(200);

        // Named by a policy, it stays.
        String rule = "{\"service_token\": {\"token_id\": \"" + created.text("id") + "\"}}";
        Reply policy = app.post(
                        "policies",
                        "{\"name\": \"only ci\", \"decision\": \"non_identity\", \"include\": [" + rule + "]}")
                .expect(201);
        assertThat(app.delete(path).expect(400).codes()).containsExactly(12139);
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(200);
        app.put(
                        "policies/" + policy.text("id"),
                        "{\"name\": \"all\", \"decision\": \"non_identity\","
                                + " \"include\": [{\"any_valid_service_token\": {}}]}")
                .expect(200);

        session = "Cookie: CF_Authorization=" + cookie(clientId, second);
        Reply deleted = app.delete(path).expect(200);
        assertThat(deleted.text("client_id")).isEqualTo(clientId);
        assertThat(app.visitWithPair(clientId, second)).isEqualTo(401);
        assertThat(app.visit(session).status()).isEqualTo(401);
        assertThat(app.get(path).expect(404).codes()).containsExactly(11023);
    }

    @Test
    void rotatesAtOnceWithoutAGrace() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String session = "Cookie: CF_Authorization=" + cookie(created.text("client_id"), created.text("client_secret"));

        Reply rotated = app.post("service_tokens/" + created.text("id") + "/rotate", null)
                .expect(200);

        assertThat(app.visitWithPair(created.text("client_id"), created.text("client_secret")))
                .isEqualTo(401);
        assertThat(app.visit(session).status()).isEqualTo(401);
        assertThat(app.visitWithPair(created.text("client_id"), rotated.text("client_secret")))
                .isEqualTo(200);
        assertThat(rotated.result().get("client_secret_version").intValue()).isEqualTo(2);
    }

    @Test
    void rotatesByRaisingTheVersion() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String path = "service_tokens/" + created.text("id");

        Reply raised = app.put(path, "{\"client_secret_version\": 2}").expect(200);

        assertThat(app.visitWithPair(created.text("client_id"), raised.text("client_secret")))
                .isEqualTo(200);
        assertThat(app.visitWithPair(created.text("client_id"), created.text("client_secret")))
                .isEqualTo(401);
        for (int version : new int[] {0, 1, 2}) {
            Reply same = app.put(
                            path, "{\"name\": \"\", \"duration\": \"\", \"client_secret_version\": " + version + "}")
                    .expect(200);
            assertThat(same.result()).isEqualTo(app.get(path).result());
            assertThat(same.result().get("client_secret_version").intValue()).isEqualTo(2);
        }
        assertThat(app.put(path, "{\"client_secret_version\": -1}").expect(400).pointers())
                .containsExactly("/client_secret_version");
    }

    @Test
    void changesOnlyWhatTheUpdateSays() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"duration\": \"24h\"}")
                .expect(201);

        Reply renamed = app.put("service_tokens/" + created.text("id"), "{\"name\": \"build\"}")
                .expect(200);

        assertThat(renamed.text("name")).isEqualTo("build");
        assertThat(renamed.text("duration")).isEqualTo("24h");
        assertThat(renamed.text("expires_at")).isEqualTo(created.text("expires_at"));
        assertThat(renamed.result().has("client_secret")).isFalse();
    }

    @Test
    void setsRoles() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"roles\": [\"deploy\", \"audit\"]}")
                .expect(201);
        String path = "service_tokens/" + created.text("id");
        assertThat(created.result().get("roles").toString()).isEqualTo("[\"audit\",\"deploy\"]");

        Reply left = app.put(path, "{\"name\": \"build\"}").expect(200);
        assertThat(left.result().get("roles").toString()).isEqualTo("[\"audit\",\"deploy\"]");

        Reply replaced = app.put(path, "{\"roles\": [\"deploy\"]}").expect(200);
        assertThat(replaced.result().get("roles").toString()).isEqualTo("[\"deploy\"]");

        app.put(path, "{\"roles\": []}").expect(200);
        assertThat(app.get(path).expect(200).result().has("roles")).isFalse();
        assertThat(app.put(path, "{\"roles\": [1]}").expect(400).pointers()).containsExactly("/roles/0");
    }

    @Test
    void countsANewDurationFromNow() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String path = "service_tokens/" + created.text("id");
        app.pass(Duration.ofHours(1));

        assertThat(app.put(path, "{\"duration\": \"60m\"}").expect(200).text("expires_at"))
                .isEqualTo("2026-11-23T12:00:00Z");
        Reply forever = app.put(path, "{\"duration\": \"forever\"}").expect(200);
        assertThat(forever.text("duration")).isEqualTo("forever");
        assertThat(forever.text("expires_at")).isEqualTo("9999-12-31T23:59:59Z");
    }

    @Test
    void takesBackWhatItAnswered() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"duration\": \"forever\"}")
                .expect(201);
        String path = "service_tokens/" + created.text("id");
        Reply before = app.get(path).expect(200);

        Reply after = app.put(path, before.result().toString()).expect(200);

        assertThat(after.result()).isEqualTo(before.result());
        assertThat(after.header("ETag")).isEqualTo(before.header("ETag"));
    }

    @Test
    void makesATokenThatIsSwitchedOff() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"enabled\": false}")
                .expect(201);

        assertThat(created.result().get("enabled").booleanValue()).isFalse();
        assertThat(app.visitWithPair(created.text("client_id"), created.text("client_secret")))
                .isEqualTo(401);
    }

    @Test
    void takesInATokenByItsDigest() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        Reply imported = app.post(
                        "service_tokens",
                        "{\"client_id\": \"88bf3b6d86161464f6509f7219099e57.access\", \"name\": \"from elsewhere\","
                                + " \"client_secret_digest\": \"9f7e6f7d3a4d6bd2e8c3c5bdb3b7a8f1c1d7a2b19d5a6a4e2a4c3b2a19080706\"}")
                .expect(201);
        assertThat(imported.result().has("client_secret")).isFalse();
        assertThat(app.visitWithPair(imported.text("client_id"), secret)).isEqualTo(401);

        String digest = ManagedApp.digest(secret).toStoredText();
        Reply other = app.post(
                        "service_tokens",
                        "{\"client_id\": \"another.access\", \"client_secret_digest\": \"" + digest + "\"}")
                .expect(201);
        assertThat(other.text("name")).isEqualTo("another.access");
        assertThat(other.raw().body()).doesNotContain(digest.substring(7));
        assertThat(app.visitWithPair("another.access", secret)).isEqualTo(200);
    }

    @Test
    void takesInATokenByItsSecretAndNeverRepeatsIt() throws Exception {
        String secret = "cfast_0123456789abcdef0123456789abcdef";

        Reply imported = app.post("service_tokens", "{\"client_id\": \"moved\", \"client_secret\": \"" + secret + "\"}")
                .expect(201);

        assertThat(imported.raw().body()).doesNotContain(secret);
        assertThat(app.visitWithPair("moved", secret)).isEqualTo(200);
        assertThat(app.post("service_tokens", "{\"client_id\": \"moved\", \"client_secret\": \"" + secret + "\"}")
                        .expect(400)
                        .pointers())
                .containsExactly("/client_id");
    }

    private String cookie(String clientId, String secret) throws Exception {
        String header = app.visit("CF-Access-Client-Id: " + clientId, "CF-Access-Client-Secret: " + secret)
                .header("Set-Cookie");
        assertThat(header).startsWith("CF_Authorization=");
        return header.substring("CF_Authorization=".length(), header.indexOf(';'));
    }

    @Test
    @DisplayName("management contract, section 1: a body that says of the end what is so does not move it")
    void keepsItsEndWhenItsAnswerIsPutBackRenamed() throws Exception {
        for (String duration : new String[] {"24h", "forever"}) {
            Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"duration\": \"" + duration + "\"}")
                    .expect(201);
            String path = "service_tokens/" + created.text("id");
            app.pass(Duration.ofHours(1));

            Reply put = app.put(
                            path, app.get(path).object().put("name", "renamed").toString())
                    .expect(200);

            assertThat(put.text("name")).isEqualTo("renamed");
            assertThat(put.text("expires_at")).isEqualTo(created.text("expires_at"));
        }
    }

    @Test
    void countsADurationThatStandsAloneAnew() throws Exception {
        Reply created = app.post("service_tokens", "{\"name\": \"ci\", \"duration\": \"24h\"}")
                .expect(201);
        app.pass(Duration.ofHours(1));

        assertThat(app.put("service_tokens/" + created.text("id"), "{\"duration\": \"24h\"}")
                        .expect(200)
                        .text("expires_at"))
                .isEqualTo("2026-11-24T11:00:00Z");
    }

    @Test
    void takesInAServiceTokenThatIsSwitchedOff() throws Exception {
        String secret = "s".repeat(32);
        Reply imported = app.post(
                        "service_tokens",
                        "{\"client_id\": \"moved\", \"client_secret\": \"" + secret + "\", \"enabled\": false}")
                .expect(201);

        assertThat(imported.result().get("enabled").booleanValue()).isFalse();
        assertThat(imported.text("updated_at")).isEqualTo(imported.text("created_at"));
        assertThat(app.visitWithPair("moved", secret)).isEqualTo(401);
    }
}
