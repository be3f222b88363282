package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testsupport.RawAnswer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, section 3: groups and IP lists")
final class GroupApiTest {

    private static final String MAIN = "apps/" + ManagedApp.MAIN.id();
    private static final String ANY = "{\"any_valid_service_token\": {}}";

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static String group(String name, String include) {
        return "{\"name\": \"" + name + "\", \"include\": [" + include + "]}";
    }

    private static String lists() {
        return "/client/v4/accounts/" + ManagedApp.ACCOUNT + "/gateway/lists";
    }

    private Reply send(String method, String path, String body) throws Exception {
        return app.send(
                method,
                lists() + path,
                body,
                "Authorization: Bearer " + ManagedApp.WRITE,
                "Content-Type: application/json");
    }

    private void use(String rule) throws Exception {
        String policy = "{\"name\": \"p\", \"decision\": \"non_identity\", \"include\": [" + ANY + "], \"require\": ["
                + rule + "]}";
        app.put(MAIN, "{\"domain\": \"*\", \"policies\": [" + policy + "]}").expect(200);
    }

    @Nested
    class Groups {

        @Test
        void createsReadsReplacesAndDeletes() throws Exception {
            Reply created =
                    app.post("groups", group("nobody", "{\"everyone\": {}}")).expect(201);
            String path = "groups/" + created.text("id");

            assertThat(app.get(path).expect(200).result()).isEqualTo(created.result());
            assertThat(app.get("groups").expect(200).result()).containsExactly(created.result());
            Reply same = app.put(path, created.result().toString()).expect(200);
            assertThat(same.result()).isEqualTo(created.result());
            assertThat(same.header("ETag")).isEqualTo(created.header("ETag"));
            app.pass(Duration.ofHours(1));
            Reply renamed = app.put(path, created.object().put("name", "all").toString())
                    .expect(200);
            assertThat(renamed.text("name")).isEqualTo("all");
            assertThat(renamed.text("created_at")).isEqualTo(created.text("created_at"));
            app.put(path, group("late", ANY), "If-Match: " + created.header("ETag"))
                    .expect(409);
            assertThat(app.delete(path).expect(202).text("id")).isEqualTo(created.text("id"));
            assertThat(app.get(path).expect(404).codes()).containsExactly(11024);
            assertThat(app.delete(path).expect(404).codes()).containsExactly(11024);
        }

        @Test
        void takesEffectWithTheNextRequest() throws Exception {
            Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
            Reply created =
                    app.post("groups", group("office", "{\"everyone\": {}}")).expect(201);
            use("{\"group\": {\"id\": \"" + created.text("id") + "\"}}");
            String id = token.text("client_id");
            String secret = token.text("client_secret");
            assertThat(app.visitWithPair(id, secret)).isEqualTo(200);

            app.put("groups/" + created.text("id"), group("office", "{\"ip\": {\"ip\": \"203.0.113.0/24\"}}"))
                    .expect(200);

            assertThat(app.visitWithPair(id, secret)).isEqualTo(403);
        }

        @Test
        void keepsAGroupInUse() throws Exception {
            Reply created =
                    app.post("groups", group("office", "{\"everyone\": {}}")).expect(201);
            use("{\"group\": {\"id\": \"" + created.text("id") + "\"}}");

            Reply refused = app.delete("groups/" + created.text("id")).expect(400);

            assertThat(refused.codes()).containsExactly(12141);
            assertThat(refused.raw().body()).contains("policy p");
        }

        @Test
        void namesEveryFault() throws Exception {
            assertThat(app.post("groups", "{\"include\": [], \"is_default\": true, \"x\": 1}")
                            .expect(400)
                            .pointers())
                    .containsExactlyInAnyOrder("/name", "/include", "/is_default", "/x");
            assertThat(app.post("groups", group("g", "{\"group\": {\"id\": \"" + ManagedApp.MAIN.id() + "\"}}"))
                            .expect(400)
                            .pointers())
                    .containsExactly("/include/0/group");
        }

        @Test
        void refusesACycle() throws Exception {
            String id = app.post("groups", group("a", ANY)).expect(201).text("id");

            assertThat(app.put("groups/" + id, group("a", "{\"group\": {\"id\": \"" + id + "\"}}"))
                            .expect(400)
                            .pointers())
                    .containsExactly("/include/0/group");
        }

        @Test
        void refusesAChangeThatContradictsAPolicy() throws Exception {
            String id = app.post("groups", group("all", "{\"everyone\": {}}"))
                    .expect(201)
                    .text("id");
            app.post(
                            "policies",
                            "{\"name\": \"open\", \"decision\": \"bypass\", \"include\": [{\"group\": {\"id\": \"" + id
                                    + "\"}}]}")
                    .expect(201);

            RawAnswer refused =
                    app.put("groups/" + id, group("all", ANY)).expect(400).raw();

            assertThat(refused.body()).contains("which a bypass policy does not ask for");
        }
    }

    @Nested
    @DisplayName("A rule for a missing service token is refused")
    class MissingTokens {

        private static final String MISSING =
                "{\"service_token\": {\"token_id\": \"00000000-0000-4000-8000-000000000001\"}}";
        private static final String POLICY =
                "{\"name\": \"p\", \"decision\": \"non_identity\", \"include\": [" + MISSING + "]}";

        @Test
        void inAGroup() throws Exception {
            assertThat(app.post("groups", group("g", MISSING)).expect(400).pointers())
                    .containsExactly("/include/0/service_token");
        }

        @Test
        void inAReusablePolicy() throws Exception {
            assertThat(app.post("policies", POLICY).expect(400).pointers()).containsExactly("/include/0/service_token");
        }

        @Test
        void inAChangeOfAReusablePolicy() throws Exception {
            String id = app.post("policies", POLICY.replace(MISSING, ANY))
                    .expect(201)
                    .text("id");

            assertThat(app.put("policies/" + id, POLICY).expect(400).pointers())
                    .containsExactly("/include/0/service_token");
        }

        @Test
        void inRulesThatMustOrMustNotMatch() throws Exception {
            String all = POLICY.replace(MISSING, ANY)
                    .replace("}]}", "}], \"require\": [" + MISSING + "], \"exclude\": [" + MISSING + "]}");

            assertThat(app.post("policies", all).expect(400).pointers())
                    .containsExactly("/require/0/service_token", "/exclude/0/service_token");
        }

        @Test
        void inANewApplication() throws Exception {
            String application = "{\"name\": \"new\", \"domain\": \"new.example.com\", \"policies\": [" + POLICY + "]}";

            assertThat(app.post("apps", application).expect(400).pointers())
                    .containsExactly("/policies/0/include/0/service_token");
        }

        @Test
        void inAPolicyOfAnApplication() throws Exception {
            assertThat(app.put(MAIN, "{\"domain\": \"*\", \"policies\": [" + POLICY + "]}")
                            .expect(400)
                            .pointers())
                    .containsExactly("/policies/0/include/0/service_token");
            assertThat(app.post(MAIN + "/policies", POLICY).expect(400).pointers())
                    .containsExactly("/include/0/service_token");
        }
    }

    @Nested
    class IpLists {

        @Test
        void logHasTheirPathWithoutTheAccount() throws Exception {
            try (LogLines lines = new LogLines()) {
                send("GET", "/" + UUID.randomUUID(), null).expect(404);

                assertThat(lines.text()).contains("path=gateway/lists/");
            }
        }

        @Test
        void createsReadsReplacesAndDeletes() throws Exception {
            Reply created = send(
                            "POST",
                            "",
                            "{\"name\": \"offices\", \"type\": \"IP\", \"description\": \"ours\", \"items\":"
                                    + " [{\"value\": \"203.0.113.0/24\", \"description\": \"Bonn\"},"
                                    + " {\"value\": \"2001:db8::1\"}]}")
                    .expect(200);
            String path = "/" + created.text("id");
            assertThat(created.text("type")).isEqualTo("IP");
            assertThat(created.result().path("count").intValue()).isEqualTo(2);
            assertThat(created.result().path("items").toString())
                    .isEqualTo("[{\"value\":\"203.0.113.0/24\",\"description\":\"Bonn\"},{\"value\":\"2001:db8::1\"}]");

            assertThat(send("GET", path, null).expect(200).result()).isEqualTo(created.result());
            assertThat(send("GET", "?type=IP", null).expect(200).result()).containsExactly(created.result());
            assertThat(send("GET", path + "/items", null).expect(200).result()).hasSize(2);
            assertThat(send("PUT", path, created.result().toString())
                            .expect(200)
                            .result())
                    .isEqualTo(created.result());
            Reply renamed = send("PUT", path, "{\"name\": \"all\"}").expect(200);
            assertThat(renamed.result().path("items")).hasSize(2);
            assertThat(renamed.result().has("description")).isFalse();
            send("DELETE", path, null).expect(200);
            assertThat(send("GET", path, null).expect(404).codes()).containsExactly(11025);
        }

        @Test
        void appendsAndRemovesItems() throws Exception {
            String path = "/"
                    + send("POST", "", "{\"name\": \"l\", \"type\": \"IP\", \"items\": [{\"value\": \"192.0.2.1\"}]}")
                            .expect(200)
                            .text("id");

            Reply edited = send(
                            "PATCH", path, "{\"append\": [{\"value\": \"192.0.2.2\"}], \"remove\": [\"192.0.2.1\"]}")
                    .expect(200);

            assertThat(edited.result().path("items").toString()).isEqualTo("[{\"value\":\"192.0.2.2\"}]");
            assertThat(send("PATCH", path, "{\"append\": [{\"value\": \"x\"}], \"remove\": [\"192.0.2.1\"], \"y\": 1}")
                            .expect(400)
                            .pointers())
                    .containsExactlyInAnyOrder("/append/0/value", "/remove", "/y");
        }

        @Test
        void removesAddressesInEverySpelling() throws Exception {
            String body = """
                    {"name": "l", "type": "IP", "items": [
                      {"value": "192.0.2.1"}, {"value": "192.0.2.1/32"}, {"value": "192.0.2.0/24"}]}""";
            String path = "/" + send("POST", "", body).expect(200).text("id");

            Reply edited =
                    send("PATCH", path, "{\"remove\": [\"192.0.2.1/32\"]}").expect(200);

            assertThat(edited.result().path("items").toString()).isEqualTo("[{\"value\":\"192.0.2.0/24\"}]");
            for (String missing : new String[] {"192.0.2.1", "x"}) {
                assertThat(send("PATCH", path, "{\"remove\": [\"" + missing + "\"]}")
                                .expect(400)
                                .pointers())
                        .containsExactly("/remove");
            }
        }

        @Test
        void takesEffectWithTheNextRequestAndIsKeptWhileInUse() throws Exception {
            Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
            String id = send(
                            "POST",
                            "",
                            "{\"name\": \"here\", \"type\": \"IP\", \"items\": [{\"value\": \"::/0\"},"
                                    + " {\"value\": \"0.0.0.0/0\"}]}")
                    .expect(200)
                    .text("id");
            use("{\"ip_list\": {\"id\": \"" + id + "\"}}");
            assertThat(app.visitWithPair(token.text("client_id"), token.text("client_secret")))
                    .isEqualTo(200);
            assertThat(send("DELETE", "/" + id, null).expect(400).codes()).containsExactly(12142);

            send("PUT", "/" + id, "{\"name\": \"here\", \"items\": []}").expect(200);

            assertThat(app.visitWithPair(token.text("client_id"), token.text("client_secret")))
                    .isEqualTo(403);
        }

        @Test
        void namesEveryFault() throws Exception {
            assertThat(send("POST", "", "{\"type\": \"URL\", \"items\": [{\"value\": \"x\"}, {}, 7], \"y\": 1}")
                            .expect(400)
                            .pointers())
                    .containsExactlyInAnyOrder("/name", "/type", "/items/0/value", "/items/1/value", "/items/2", "/y");
        }
    }
}
