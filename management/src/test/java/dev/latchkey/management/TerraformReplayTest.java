package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Sends what the Terraform provider 5.22 sends, and compares answers with the configuration as its refresh does: an
 * attribute that is configured must come back as it is; one that is optional and not configured must be absent, or the
 * next plan would change it.
 */
@DisplayName("management contract, section 2, \"The echo is exact\": a second Terraform plan is empty")
final class TerraformReplayTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> APPLICATION = words("""
            allow_authenticate_via_warp allow_iframe app_launcher_logo_url bg_color custom_deny_message custom_deny_url
            custom_non_identity_deny_url header_bg_color logo_url options_preflight_bypass
            read_service_tokens_from_header same_site_cookie_attribute service_auth_401_redirect skip_interstitial
            allowed_idps custom_pages cors_headers footer_links oauth_configuration scim_config target_criteria
            auto_redirect_to_identity enable_binding_cookie path_cookie_attribute tags landing_page_design mfa_config
            saas_app""");
    private static final Set<String> POLICY = words("""
            approval_required isolation_required purpose_justification_prompt purpose_justification_required
            approval_groups connection_rules mfa_config""");
    private static final Set<String> GROUP = words("is_default");
    private static final Set<String> ORGANIZATION = words("""
            auth_domain deny_unmatched_requests name session_duration user_seat_expiration_inactive_time
            warp_auth_session_duration deny_unmatched_requests_exempted_zone_names custom_pages login_design mfa_config
            mfa_ssh_piv_key_requirements""");

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static Set<String> words(String text) {
        return new TreeSet<>(Arrays.asList(text.strip().split("\\s+", -1)));
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    /** Returns the attributes that the next plan would change. */
    private static Set<String> differences(JsonNode configured, JsonNode answer, Set<String> optional) {
        Set<String> differing = new TreeSet<>();
        configured.properties().forEach(attribute -> {
            JsonNode answered = answer.path(attribute.getKey());
            if (attribute.getKey().equals("policies")) {
                differing.addAll(differencesOfPolicies(attribute.getValue(), answered));
            } else if (!answered.equals(attribute.getValue())) {
                differing.add(attribute.getKey());
            }
        });
        optional.stream()
                .filter(name -> !configured.has(name) && !answer.path(name).isMissingNode())
                .forEach(differing::add);
        return differing;
    }

    /** Of a reusable policy, the state keeps only what is configured: ID and precedence. */
    private static Set<String> differencesOfPolicies(JsonNode configured, JsonNode answered) {
        Set<String> differing = new TreeSet<>();
        for (int i = 0; i < Math.max(configured.size(), answered.size()); i++) {
            JsonNode is = answered.path(i);
            JsonNode each = configured.path(i);
            if (each.isMissingNode() || is.isMissingNode()) {
                differing.add("policies/" + i);
            }
            each.properties().stream()
                    .filter(member -> !member.getValue().equals(is.path(member.getKey())))
                    .forEach(member -> differing.add("policies/" + member.getKey()));
        }
        return differing;
    }

    /** What an update sends: the new configuration, and null for what the old one had. */
    private static String update(ObjectNode before, ObjectNode after) {
        ObjectNode body = after.deepCopy();
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) {
                body.putNull(name);
            }
        });
        return body.toString();
    }

    /** Creates, plans, updates, removes attributes, imports and deletes a resource. */
    private void walk(String path, Set<String> optional, int deleted, ObjectNode... configurations) throws Exception {
        String one = path + "/"
                + app.post(path, configurations[0].toString()).expect(201).text("id");
        ObjectNode before = configurations[0];
        for (ObjectNode configured : configurations) {
            if (!configured.equals(before)) {
                Reply put = app.put(one, update(before, configured)).expect(200);
                assertThat(differences(configured, put.result(), optional)).isEmpty();
                assertThat(put.envelope().get("messages")).isEmpty();
            }
            Reply read = app.get(one).expect(200);
            assertThat(differences(configured, read.result(), optional))
                    .as(() -> "plan after " + configured)
                    .isEmpty();
            // An import reads it, and the first apply sends the configuration.
            app.put(one, configured.toString()).expect(200);
            assertThat(differences(configured, app.get(one).result(), optional)).isEmpty();
            before = configured;
        }
        app.delete(one).expect(deleted);
        app.get(one).expect(404);
    }

    @Test
    void serviceTokens() throws Exception {
        walk(
                "service_tokens",
                Set.of(),
                200,
                json("{\"name\": \"ci\", \"duration\": \"8760h\", \"client_secret_version\": 1}"),
                json("{\"name\": \"ci 2\", \"duration\": \"60m\", \"client_secret_version\": 1}"),
                json("{\"name\": \"ci 2\", \"duration\": \"forever\", \"client_secret_version\": 3}"),
                json("{\"name\": \"ci 2\", \"duration\": \"1h30m\", \"client_secret_version\": 3}"));
    }

    @Test
    void serviceTokenWithAGraceBeforeAnyRotation() throws Exception {
        String body = """
                {"name": "ci", "duration": "8760h", "client_secret_version": 1,
                 "previous_client_secret_expires_at": "2030-01-01T00:00:00Z"}""";
        Reply created = app.post("service_tokens", body).expect(201);

        Reply put = app.put("service_tokens/" + created.text("id"), body).expect(200);

        assertThat(put.result().has("client_secret")).isFalse();
        assertThat(put.result().has("previous_client_secret_expires_at")).isFalse();
    }

    @Test
    void applications() throws Exception {
        String policy = app.post(
                        "policies", "{\"name\": \"p\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}")
                .expect(201)
                .text("id");
        // Create and update always send these.
        String always = """
                {"type": "self_hosted", "http_only_cookie_attribute": true, "app_launcher_visible": true,
                 "session_duration": "24h",\s""";
        walk(
                "apps",
                APPLICATION,
                202,
                json(always + "\"name\": \"a\", \"domain\": \"Example.com/A\", \"policies\": []}"),
                json(always + """
                        "name": "a", "domain": "example.com/a", "custom_deny_message": "No.", "logo_url": "",
                        "options_preflight_bypass": false, "same_site_cookie_attribute": "lax",
                        "read_service_tokens_from_header": "Authorization", "service_auth_401_redirect": false,
                        "path_cookie_attribute": false, "enable_binding_cookie": false, "allowed_idps": [],
                        "tags": ["b", "a"], "policies": [{"id": "%s", "precedence": 1}]}""".formatted(policy)),
                json(always.replace("24h", "1440m") + """
                        "name": "b", "destinations": [{"type": "public", "uri": "b.example.com"},
                        {"type": "public", "uri": "c.example.com/x"}],
                        "cors_headers": {"allow_all_methods": true, "allowed_origins": ["https://b.example.com"],
                                         "max_age": 10}, "policies": []}"""),
                json(always + "\"name\": \"b\", \"domain\": \"b.example.com\", \"policies\": []}"));
    }

    @Test
    void policies() throws Exception {
        String rules = "\"include\": [{\"ip\": {\"ip\": \"203.0.113.7\"}}, {\"any_valid_service_token\": {}}]";
        walk(
                "policies",
                POLICY,
                202,
                json("{\"name\": \"p\", \"decision\": \"non_identity\", \"session_duration\": \"24h\", " + rules + "}"),
                json("{\"name\": \"p\", \"decision\": \"non_identity\", \"session_duration\": \"90m\", " + rules
                        + ", \"require\": [{\"ip\": {\"ip\": \"2001:DB8::/32\"}}], \"exclude\": []}"),
                json("{\"name\": \"q\", \"decision\": \"deny\", \"session_duration\": \"24h\","
                        + " \"include\": [{\"everyone\": {}}]}"));
    }

    @Test
    void groups() throws Exception {
        walk(
                "groups",
                GROUP,
                202,
                json("{\"name\": \"g\", \"include\": [{\"ip\": {\"ip\": \"203.0.113.7\"}}]}"),
                json("{\"name\": \"h\", \"include\": [{\"ip\": {\"ip\": \"203.0.113.7\"}}],"
                        + " \"exclude\": [{\"ip\": {\"ip\": \"203.0.113.7/32\"}}]}"));
    }

    @Test
    void organization() throws Exception {
        String always =
                "{\"allow_authenticate_via_warp\": false, \"auto_redirect_to_identity\": false, \"is_ui_read_only\": false";
        List<ObjectNode> configurations = List.of(
                json(always + "}"),
                json(always + ", \"name\": \"Team\", \"auth_domain\": \"team.example.com\"}"),
                json(always + ", \"name\": \"Team\", \"auth_domain\": \"team.example.com\","
                        + " \"session_duration\": \"1440m\", \"deny_unmatched_requests\": true}"),
                json(always + """
                        , "login_design": {"logo_path": "/logo.png", "text_color": "#fff"}, "name": "Team",
                         "mfa_config": {"allowed_authenticators": ["totp"], "session_duration": "24h"},
                         "custom_pages": {"forbidden": "699d98642c564d2e855e9661899b7252"},
                         "deny_unmatched_requests_exempted_zone_names": ["example.com"],
                         "mfa_ssh_piv_key_requirements": {"require_fips_device": true, "ssh_key_size": [256]},
                         "user_seat_expiration_inactive_time": "730h", "warp_auth_session_duration": "60m"}"""),
                json(always.replace("false", "true") + ", \"name\": \"Team\"}"),
                json(always + ", \"name\": \"Team\"}"));
        ObjectNode before = configurations.get(0);
        for (ObjectNode configured : configurations) {
            Reply put = app.put("organizations", update(before, configured)).expect(200);
            assertThat(differences(configured, put.result(), ORGANIZATION)).isEmpty();
            assertThat(differences(configured, app.get("organizations").result(), ORGANIZATION))
                    .isEmpty();
            before = configured;
        }
    }

    @Test
    void differencesAreFound() throws Exception {
        assertThat(differences(
                        json("{\"name\": \"a\", \"tags\": [\"a\"]}"),
                        json("{\"name\": \"b\", \"logo_url\": null}"),
                        APPLICATION))
                .containsExactly("logo_url", "name", "tags");
        assertThat(differencesOfPolicies(json("{\"x\": [{\"id\": \"1\"}]}").get("x"), MissingNode.getInstance()))
                .containsExactly("policies/0", "policies/id");
    }
}
