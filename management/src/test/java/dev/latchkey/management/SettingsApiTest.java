package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, sections 2 and 3: organization and keys")
final class SettingsApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
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
    void answersWithWhatWasSetAsItWasSent() throws Exception {
        assertThat(app.get("organizations").expect(200).result()).isEmpty();

        JsonNode body = JSON.readTree("""
                {"name": "Team", "session_duration": "90m", "deny_unmatched_requests": true,
                 "explain_denials": false, "trusted_proxies": ["10.1.2.3"],
                 "service_token_inactivity": {"enabled": false}}""");
        assertThat(app.put("organizations", body.toString()).expect(200).result())
                .isEqualTo(body);
        assertThat(app.get("organizations").result()).isEqualTo(body);
    }

    @Test
    void zeroValuesSetNothing() throws Exception {
        Reply before = app.put("organizations", """
                        {"name": "Team", "auth_domain": "team.example.com", "session_duration": "2h",
                         "service_token_inactivity":
                         {"enabled": true, "inactivity_threshold_days": 30, "action": "delete"}}""").expect(200);

        // What cloudflare-go sends before version 1.
        Reply put = app.put("organizations", """
                        {"name": "", "auth_domain": "", "session_duration": "", "service_token_inactivity":
                         {"inactivity_threshold_days": 0, "action": ""}, "custom_pages": {},
                         "login_design": {"background_color": "", "logo_path": "", "text_color": "",
                         "header_text": "", "footer_text": ""}}""").expect(200);

        assertThat(put.result()).isEqualTo(before.result());
    }

    @Test
    void patchesWhatIsGiven() throws Exception {
        Reply patched = app.call("PATCH", "organizations", """
                        {"auth_domain": "team.example.com", "service_token_inactivity": {"enabled": true},
                         "trusted_proxies": ["10.0.0.0/8"], "is_ui_read_only": false}""").expect(200);
        assertThat(patched.text("auth_domain")).isEqualTo("team.example.com");
        assertThat(patched.result().at("/service_token_inactivity/enabled").booleanValue())
                .isTrue();

        Reply again = app.call("PATCH", "organizations", "{\"name\": \"Team\", \"trusted_proxies\": null}")
                .expect(200);
        assertThat(again.text("auth_domain")).isEqualTo("team.example.com");
        assertThat(again.result().has("trusted_proxies")).isFalse();

        assertThat(app.put("organizations", again.result().toString())
                        .expect(200)
                        .result())
                .isEqualTo(again.result());
    }

    @Test
    void putKeepsWhatItOmits() throws Exception {
        app.put("organizations", """
                        {"auth_domain": "team.example.com", "strict_service_token_auth": true,
                         "trusted_proxies": ["10.0.0.0/8"], "service_token_inactivity":
                         {"enabled": true, "inactivity_threshold_days": 30, "action": "delete"}}""").expect(200);
        Reply before = app.get("organizations");

        // The body of a client that knows only Cloudflare's members.
        Reply put = app.put("organizations", """
                        {"name": "Team", "is_ui_read_only": false, "login_design": {}}""").expect(200);

        assertThat(put.result()).isEqualTo(before.object().put("name", "Team").put("is_ui_read_only", false));
        assertThat(app.put("organizations", "{\"strict_service_token_auth\": null}")
                        .expect(200)
                        .result())
                .isEqualTo(put.object().without("strict_service_token_auth"));
    }

    @Test
    void countsFromTheNextRequestOn() throws Exception {
        app.call("PATCH", "organizations", "{\"explain_denials\": true}").expect(200);

        assertThat(app.visit().body()).contains("nothing_presented");
    }

    /** The body of the tests of Cloudflare's own SDKs. */
    private static final String CREATION = """
            {"auth_domain": "team.example.com", "name": "Team", "session_duration": "24h",
             "allow_authenticate_via_warp": true, "auto_redirect_to_identity": true, "deny_unmatched_requests": true,
             "deny_unmatched_requests_exempted_zone_names": ["example.com"], "is_ui_read_only": true,
             "login_design": {"background_color": "#c5ed1b", "footer_text": "", "logo_path": "/logo.png"},
             "mfa_config": {"allowed_authenticators": ["totp"], "session_duration": "24h"},
             "mfa_piv_key_requirements": {"pin_policy": "always", "ssh_key_size": [256]},
             "mfa_required_for_all_apps": false, "ui_read_only_toggle_reason": "a change",
             "user_seat_expiration_inactive_time": "730h", "warp_auth_non_browser_401": false,
             "warp_auth_session_duration": "24h"}""";

    @Test
    void keepsWhatHasNoMeaningHere() throws Exception {
        JsonNode sent = JSON.readTree(CREATION);

        assertThat(app.post("organizations", CREATION).expect(201).result()).isEqualTo(sent);
        assertThat(app.put("organizations", CREATION).expect(200).result()).isEqualTo(sent);
        Reply got = app.get("organizations");
        assertThat(got.result()).isEqualTo(sent);
        assertThat(app.put("organizations", "{\"name\": \"Team\"}").expect(200).result())
                .isEqualTo(sent);

        Reply patched = app.call("PATCH", "organizations", """
                        {"login_design": {"logo_path": null, "text_color": "#fff"}, "mfa_config": null,
                         "is_ui_read_only": false}""").expect(200);
        assertThat(patched.header("ETag")).isNotEqualTo(got.header("ETag"));
        assertThat(patched.result().get("login_design")).isEqualTo(JSON.readTree("""
                        {"background_color": "#c5ed1b", "footer_text": "", "text_color": "#fff"}"""));
        assertThat(patched.result().has("mfa_config")).isFalse();
        assertThat(patched.result().get("is_ui_read_only").booleanValue()).isFalse();
    }

    @Test
    void creationNeedsNameAndDomain() throws Exception {
        assertThat(app.post("organizations", "{}").expect(400).pointers()).containsExactly("/name", "/auth_domain");
        assertThat(app.post("organizations", "{\"name\": \"x\", \"auth_domain\": \"x.example\", \"y\": 1}")
                        .expect(400)
                        .pointers())
                .containsExactly("/y");
        assertThat(app.get("organizations").result()).isEmpty();
    }

    @Test
    void refusesKeptMembersOfAnotherType() throws Exception {
        assertThat(app.put("organizations", "{\"is_ui_read_only\": \"yes\", \"login_design\": [1]}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/is_ui_read_only", "/login_design");
    }

    @Test
    void rotatesKeys() throws Exception {
        Reply before = app.get("keys").expect(200);
        assertThat(before.result().get("key_rotation_interval_days").intValue()).isEqualTo(42);
        // The gate creates its first key in the background. From here on, there is one.
        app.post("keys/rotate", null).expect(200);
        app.pass(Duration.ofDays(1));

        Reply rotated = app.post("keys/rotate", null).expect(200);

        assertThat(rotated.text("last_key_rotation_at")).isEqualTo("2026-11-24T10:00:00Z");
        Reply updated = app.put(
                        "keys",
                        rotated.object().put("key_rotation_interval_days", 30).toString())
                .expect(200);
        assertThat(updated.result().get("days_until_next_rotation").intValue()).isEqualTo(30);
        assertThat(app.get("keys").result()).isEqualTo(updated.result());
    }

    @Test
    void refusesKeySettingsOutOfTheirRange() throws Exception {
        for (String days : new String[] {"20", "366", "\"42\"", "null", "42.5"}) {
            assertThat(app.put("keys", "{\"key_rotation_interval_days\": " + days + "}")
                            .expect(400)
                            .pointers())
                    .containsExactly("/key_rotation_interval_days");
        }
        assertThat(app.post("keys/rotate", "{\"x\": 1}").expect(400).pointers()).containsExactly("/x");
    }

    @Test
    @DisplayName("RFC 7396: null takes a member back to its default, within another one, too")
    void takesAMemberWithinAnotherBackToItsDefault() throws Exception {
        app.call("PATCH", "organizations", """
                        {"session_duration": "2h", "service_token_inactivity":
                         {"enabled": true, "inactivity_threshold_days": 30, "action": "delete"}}""").expect(200);

        Reply patched = app.call("PATCH", "organizations", """
                        {"session_duration": null, "service_token_inactivity": {"action": null}}""").expect(200);

        assertThat(patched.result().has("session_duration")).isFalse();
        assertThat(patched.result().get("service_token_inactivity")).isEqualTo(JSON.readTree("""
                        {"enabled": true, "inactivity_threshold_days": 30, "action": "disable"}"""));
        assertThat(app.call("PATCH", "organizations", "{\"service_token_inactivity\": null}")
                        .expect(200)
                        .result())
                .isEmpty();
        assertThat(app.call("PATCH", "organizations", "{\"service_token_inactivity\": {\"x\": null}}")
                        .expect(400)
                        .pointers())
                .containsExactly("/service_token_inactivity/x");
    }
}
