package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Organization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, sections 2 and 3: applications")
final class ApplicationApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAIN = "apps/" + ManagedApp.MAIN.id();
    private static final String HEADER = "read_service_tokens_from_header";

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private String singleHeader() throws Exception {
        Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        return "Authorization: {\"cf-access-client-id\": \"" + token.text("client_id")
                + "\", \"cf-access-client-secret\": \"" + token.text("client_secret") + "\"}";
    }

    private Reply create(String members) throws Exception {
        return app.post("apps", "{\"name\": \"new\", " + members + "}").expect(201);
    }

    private static List<String> uris(JsonNode application) {
        List<String> uris = new ArrayList<>();
        application.get("destinations").forEach(each -> uris.add(each.get("uri").asText()));
        return uris;
    }

    @Test
    @DisplayName("management contract, section 2: GET, add the header, PUT; it counts from the very next request")
    void turnsOnTheSingleHeader() throws Exception {
        String single = singleHeader();
        assertThat(app.visit(single).status()).isEqualTo(401);

        ObjectNode body = app.get(MAIN).expect(200).object();
        Reply put = app.put(MAIN, body.put(HEADER, "Authorization").toString()).expect(200);

        assertThat(app.visit(single).status()).isEqualTo(200);
        assertThat(put.envelope().get("messages")).isEmpty();
        assertThat(put.text(HEADER)).isEqualTo("Authorization");
        assertThat(app.get(MAIN).result()).isEqualTo(put.result());
        assertThat(put.object().put("updated_at", "")).isEqualTo(body.put("updated_at", ""));
    }

    @Test
    void keepsAMisspeltMemberWithoutEffectAndSaysSo() throws Exception {
        String single = singleHeader();
        ObjectNode body = app.get(MAIN).expect(200).object();
        body.put("read_service_tokens_from_headr", "Authorization").put("logo_url", "https://example.com/l.png");
        // Nobody meant one of ours, and strict clients fail on any message.
        body.put("nothing_like_it", 1);

        Reply put = app.put(MAIN, body.toString()).expect(200);

        assertThat(app.visit(single).status()).isEqualTo(401);
        assertThat(put.text("read_service_tokens_from_headr")).isEqualTo("Authorization");
        assertThat(put.pointers("messages")).containsExactly("/read_service_tokens_from_headr");
        assertThat(put.result().get("nothing_like_it").intValue()).isEqualTo(1);
        assertThat(put.envelope().get("messages").toString()).contains("did you mean read_service_tokens_from_header?");
        assertThat(app.get(MAIN).text("logo_url")).isEqualTo("https://example.com/l.png");
    }

    @Test
    void refusesAHeaderNameThatCarriesTheMessage() throws Exception {
        Reply before = app.get(MAIN).expect(200);
        for (String name : List.of("Host", "Cookie", "CF-Access-Client-Id", "cf-access-jwt-assertion", "a b", " ")) {
            assertThat(app.put(MAIN, before.object().put(HEADER, name).toString())
                            .expect(400)
                            .pointers())
                    .containsExactly("/" + HEADER);
        }
        assertThat(app.get(MAIN).result()).isEqualTo(before.result());
    }

    @Test
    void takesLeftOutMembersBackToTheirDefaultsExceptOurs() throws Exception {
        Reply created = create("""
                "domain": "new.example.com", "session_duration": "1h", "read_service_tokens_from_header": "X-Token",
                "single_header_schemes": ["basic"], "any_valid_service_token": true, "expose_credentials": true,
                "shared_caching": true,
                "service_auth_401_redirect": true, "http_only_cookie_attribute": false,
                "same_site_cookie_attribute": "none", "path_cookie_attribute": true, "tags": ["a"],
                "cors_headers": {"allow_all_origins": true}, "custom_deny_message": "no",
                "policies": [{"name": "p", "decision": "deny", "include": [{"everyone": {}}]}]""");
        app.pass(Duration.ofSeconds(1));

        Reply put = app.put("apps/" + created.text("id"), "{\"domain\": \"new.example.com\"}")
                .expect(200);

        assertThat(put.result()).isEqualTo(JSON.readTree("""
                {"id": "%s", "aud": "%s", "name": "new", "domain": "new.example.com", "type": "self_hosted",
                 "destinations": [{"type": "public", "uri": "new.example.com"}],
                 "self_hosted_domains": ["new.example.com"], "single_header_schemes": ["basic"],
                 "any_valid_service_token": true, "expose_credentials": true, "shared_caching": true,
                 "policies": %s, "created_at": "2026-11-23T10:00:00Z",
                 "updated_at": "2026-11-23T10:00:01Z"}""".formatted(
                created.text("id"), created.text("aud"), created.result().get("policies"))));
    }

    @Test
    void changesNothingWhenItGetsItsAnswerBack() throws Exception {
        Reply created = create("""
                "domain": "new.example.com", "destinations": [{"type": "public", "uri": "new.example.com"},
                {"type": "public", "uri": "other.example.com/x"}], "tags": ["a"], "custom_pages": null,
                "cors_headers": {"allow_all_origins": true, "max_age": 60},
                "policies": [{"name": "p", "decision": "deny", "include": [{"everyone": {}}]}]""");

        Reply put = app.put("apps/" + created.text("id"), created.result().toString())
                .expect(200);

        assertThat(put.object().put("updated_at", ""))
                .isEqualTo(created.object().put("updated_at", ""));
        assertThat(put.envelope().get("messages")).isEmpty();
    }

    @Test
    void keepsIdAndAudDespiteBody() throws Exception {
        Reply before = app.get(MAIN).expect(200);
        String other = "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11";

        Reply put = app.put(
                        MAIN,
                        before.object()
                                .put("id", other)
                                .put("aud", "0".repeat(64))
                                .put("created_at", "2020-01-01T00:00:00Z")
                                .toString())
                .expect(200);

        assertThat(put.text("id")).isEqualTo(before.text("id"));
        assertThat(put.text("aud")).isEqualTo(before.text("aud"));
        assertThat(put.result().get("created_at")).isEqualTo(before.result().get("created_at"));
        assertThat(put.envelope().get("messages")).isEmpty();
    }

    @Test
    void doesNotAnswerWithASessionDurationThatIsInherited() throws Exception {
        app.call("PATCH", "organizations", "{\"session_duration\": \"2h\"}").expect(200);

        assertThat(app.get(MAIN).result().has("session_duration")).isFalse();
    }

    @Test
    void appliesWhicheverMemberOfPatternsChanged() throws Exception {
        Reply created = create(
                "\"domain\": \"a.example.com\", \"self_hosted_domains\": [\"a.example.com\"," + " \"b.example.com\"]");
        String path = "apps/" + created.text("id");
        assertThat(uris(created.result())).containsExactly("a.example.com", "b.example.com");

        Reply domain = app.put(
                        path, created.object().put("domain", "c.example.com").toString())
                .expect(200);
        assertThat(uris(domain.result())).containsExactly("c.example.com", "b.example.com");

        ObjectNode body = domain.object();
        body.withArray("destinations").addObject().put("type", "public").put("uri", "d.example.com/x");
        Reply destinations = app.put(path, body.toString()).expect(200);
        assertThat(destinations.result().get("self_hosted_domains"))
                .hasToString("[\"c.example.com\",\"b.example.com\",\"d.example.com/x\"]");

        body = destinations.object();
        body.putArray("self_hosted_domains").add("e.example.com");
        Reply domains = app.put(path, body.toString()).expect(200);
        assertThat(domains.text("domain")).isEqualTo("e.example.com");
        assertThat(uris(domains.result())).containsExactly("e.example.com");
    }

    @Test
    void refusesPatternsThatContradictEachOther() throws Exception {
        String two = "\"destinations\": [{\"type\": \"public\", \"uri\": \"a.example.com\"}]";
        assertThat(app.post("apps", "{\"name\": \"x\", \"domain\": \"b.example.com\", " + two + "}")
                        .expect(400)
                        .pointers())
                .containsExactly("/domain");
        assertThat(app.post("apps", "{\"name\": \"x\", \"self_hosted_domains\": [\"b.example.com\"], " + two + "}")
                        .expect(400)
                        .pointers())
                .containsExactly("/self_hosted_domains");
        assertThat(app.post("apps", "{\"name\": \"x\"}").expect(400).pointers()).containsExactly("/domain");
        assertThat(app.post("apps", "{\"name\": \"x\", \"domain\": \"*\"}")
                        .expect(400)
                        .pointers())
                .containsExactly("/domain");
    }

    @Test
    void keepsPoliciesUnlessTheBodyHasSome() throws Exception {
        Reply created = create("""
                "domain": "new.example.com",
                "policies": [{"name": "p", "decision": "deny", "include": [{"everyone": {}}]}]""");
        String path = "apps/" + created.text("id");
        ObjectNode body = created.object();

        body.remove("policies");
        assertThat(app.put(path, body.toString()).expect(200).result().get("policies"))
                .isEqualTo(created.result().get("policies"));
        assertThat(app.put(path, body.putNull("policies").toString())
                        .expect(200)
                        .result()
                        .get("policies"))
                .isEqualTo(created.result().get("policies"));
        body.putArray("policies");
        assertThat(app.put(path, body.toString()).expect(200).result().get("policies"))
                .isEmpty();
    }

    @Test
    void takesPoliciesAsIdsReferencesWholeAndNew() throws Exception {
        String rule = "\"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}";
        String one =
                app.post("policies", "{\"name\": \"one\", " + rule).expect(201).text("id");
        String two =
                app.post("policies", "{\"name\": \"two\", " + rule).expect(201).text("id");

        Reply created = create("\"domain\": \"new.example.com\", \"policies\": [\"" + one.replace("-", "")
                + "\", {\"id\": \"" + two + "\", \"precedence\": 9}, {\"name\": \"own\", " + rule + "]");

        JsonNode policies = created.result().get("policies");
        assertThat(policies).extracting(each -> each.get("name").asText()).containsExactly("one", "two", "own");
        assertThat(policies).extracting(each -> each.get("precedence").asInt()).containsExactly(1, 9, 10);
        assertThat(policies)
                .extracting(each -> each.get("reusable").asBoolean())
                .containsExactly(true, true, false);
        assertThat(app.get("policies/" + one).result().get("app_count").asInt()).isEqualTo(1);

        // Its own policy may be changed in the whole, a reusable one may not.
        ObjectNode body = created.object();
        ((ObjectNode) body.get("policies").get(2)).put("name", "renamed");
        Reply renamed = app.put("apps/" + created.text("id"), body.toString()).expect(200);
        assertThat(renamed.result().get("policies").get(2).get("id"))
                .isEqualTo(policies.get(2).get("id"));
        assertThat(renamed.result().get("policies").get(2).get("name").asText()).isEqualTo("renamed");
        ((ObjectNode) body.get("policies").get(0)).put("name", "renamed");
        assertThat(app.put("apps/" + created.text("id"), body.toString())
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/0");
    }

    @Test
    void refusesPoliciesThatContradictEachOther() throws Exception {
        String rule = "\"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}";
        String one =
                app.post("policies", "{\"name\": \"one\", " + rule).expect(201).text("id");
        String start = "{\"name\": \"x\", \"domain\": \"x.example.com\", \"policies\": [";

        assertThat(app.post(
                                "apps",
                                start + "{\"precedence\": 1, \"name\": \"a\", " + rule
                                        + ", {\"precedence\": 1, \"name\": \"b\", " + rule + "]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/1/precedence");
        assertThat(app.post("apps", start + "\"" + one + "\", \"" + one + "\"]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/1");
        assertThat(app.post("apps", start + "\"0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11\", \"x\"]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/0", "/policies/1");
        assertThat(app.post(
                                "apps",
                                start + "{\"approval_required\": true, \"isolation_required\": false,"
                                        + " \"approval_groups\": [], \"name\": \"a\", " + rule + "]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/0/approval_required");
    }

    @Test
    void endsTheSessionsOfAnApplication() throws Exception {
        Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String setCookie = app.visit(
                        "CF-Access-Client-Id: " + token.text("client_id"),
                        "CF-Access-Client-Secret: " + token.text("client_secret"))
                .header("Set-Cookie");
        String cookie = "Cookie: " + setCookie.substring(0, setCookie.indexOf(';'));
        assertThat(app.visit(cookie).status()).isEqualTo(200);

        assertThat(app.post(MAIN + "/revoke_tokens", null).expect(202).text("id"))
                .isEqualTo(ManagedApp.MAIN.id().toString());

        assertThat(app.visit(cookie).status()).isEqualTo(401);
        assertThat(app.visitWithPair(token.text("client_id"), token.text("client_secret")))
                .isEqualTo(200);
    }

    @Test
    void changesSettingsByThemselves() throws Exception {
        Reply created = create("\"domain\": \"new.example.com\", \"tags\": [\"a\"], \"skip_interstitial\": true");
        String path = "apps/" + created.text("id");

        assertThat(app.put(path + "/settings", "{\"allow_iframe\": true}")
                        .expect(202)
                        .result())
                .hasToString("{\"skip_interstitial\":true,\"allow_iframe\":true}");
        assertThat(app.call("PATCH", path + "/settings", "{\"skip_interstitial\": null}")
                        .expect(202)
                        .result())
                .hasToString("{\"allow_iframe\":true}");
        assertThat(app.put(path + "/settings", null).expect(202).result()).hasSize(1);

        Reply got = app.get(path);
        assertThat(got.result().get("allow_iframe").booleanValue()).isTrue();
        assertThat(got.result().has("skip_interstitial")).isFalse();
        assertThat(got.result().at("/tags/0").asText()).isEqualTo("a");
        assertThat(app.put(path + "/settings", "{\"allow_iframe\": 1, \"name\": \"x\"}")
                        .expect(400)
                        .pointers())
                .containsExactly("/allow_iframe", "/name");
        assertThat(app.put("apps/" + UUID.randomUUID() + "/settings", "{}")
                        .expect(404)
                        .codes())
                .containsExactly(11021);
        assertThat(app.put(path + "/settings", "{}", "If-Match: \"old\"")
                        .expect(409)
                        .codes())
                .containsExactly(10409);
    }

    @Test
    void deletesAnApplication() throws Exception {
        Reply created = create("\"domain\": \"new.example.com\"");
        String path = "apps/" + created.text("id");

        assertThat(app.delete(path).expect(202).result()).hasToString("{\"id\":\"" + created.text("id") + "\"}");

        assertThat(app.get(path).expect(404).codes()).containsExactly(11021);
        assertThat(app.delete(path).expect(404).codes()).containsExactly(11021);
    }

    @Test
    void replacingOrganizationKeepsKeyRotation() throws Exception {
        app.put("keys", "{\"key_rotation_interval_days\": 30}").expect(200);

        app.put("organizations", "{\"auth_domain\": \"team.example.com\"}").expect(200);

        assertThat(app.get("keys").result().get("key_rotation_interval_days").asInt())
                .isEqualTo(30);
        assertThat(Administration.builder(app.store)
                        .build()
                        .organization()
                        .get()
                        .name())
                .isEqualTo(Organization.DEFAULT.name());
    }
}
