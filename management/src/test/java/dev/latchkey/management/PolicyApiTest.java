package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, sections 2 and 3: reusable policies, and an application's own")
final class PolicyApiTest {

    private static final String RULE = "\"decision\": \"deny\", \"include\": [{\"everyone\": {}}]";
    private static final String MAIN = "apps/" + ManagedApp.MAIN.id();

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private static String policy(String name) {
        return "{\"name\": \"" + name + "\", " + RULE + "}";
    }

    @Test
    void keepsAReusablePolicy() throws Exception {
        Reply created = app.post("policies", policy("one")).expect(201);
        String path = "policies/" + created.text("id");

        assertThat(created.result().get("reusable").booleanValue()).isTrue();
        assertThat(created.result().get("app_count").intValue()).isZero();
        assertThat(app.get(path).expect(200).result()).isEqualTo(created.result());
        Reply back =
                app.put(path, created.object().put("name", "two").toString()).expect(200);
        assertThat(back.text("name")).isEqualTo("two");
        assertThat(app.get("policies").expect(200).result()).hasSize(1);
        assertThat(app.delete(path).expect(202).text("id")).isEqualTo(created.text("id"));
        app.get(path).expect(404);
    }

    @Test
    void keepsAReusablePolicyThatIsInUse() throws Exception {
        Reply created = app.post("policies", policy("one")).expect(201);
        app.post(
                        "apps",
                        "{\"name\": \"x\", \"domain\": \"x.example.com\", \"policies\": [\"" + created.text("id")
                                + "\"]}")
                .expect(201);

        assertThat(app.delete("policies/" + created.text("id")).expect(400).codes())
                .containsExactly(12140);
    }

    @Test
    void keepsPoliciesOfAnApplicationsOwn() throws Exception {
        Reply created = app.post(MAIN + "/policies", policy("own")).expect(201);
        String path = MAIN + "/policies/" + created.text("id");
        assertThat(created.result().get("precedence").intValue()).isEqualTo(1);
        assertThat(created.result().get("reusable").booleanValue()).isFalse();
        Reply second = app.post(MAIN + "/policies", policy("second")).expect(201);
        assertThat(second.result().get("precedence").intValue()).isEqualTo(2);

        assertThat(app.get(path).expect(200).result()).isEqualTo(created.result());
        assertThat(app.get(MAIN + "/policies").expect(200).result()).containsExactly(created.result(), second.result());
        Reply changed = app.put(path, policy("renamed")).expect(200);
        assertThat(changed.text("name")).isEqualTo("renamed");
        assertThat(changed.text("id")).isEqualTo(created.text("id"));
        assertThat(changed.result().get("precedence").intValue()).isEqualTo(1);
        assertThat(app.put(path, "{\"precedence\": 2, \"name\": \"x\", " + RULE + "}")
                        .expect(400)
                        .pointers())
                .containsExactly("/precedence");
        app.delete(path).expect(202);
        assertThat(app.get(path).expect(404).codes()).containsExactly(11022);
        assertThat(app.get(MAIN).result().get("policies")).containsExactly(second.result());
    }

    @Test
    void detachesAReusablePolicyAndNeverChangesItThere() throws Exception {
        Reply reusable = app.post("policies", policy("one")).expect(201);
        app.put(MAIN, "{\"name\": \"main\", \"domain\": \"*\", \"policies\": [\"" + reusable.text("id") + "\"]}")
                .expect(200);
        String path = MAIN + "/policies/" + reusable.text("id");

        assertThat(app.put(path, policy("changed")).expect(400).envelope().toString())
                .contains("PUT /policies/" + reusable.text("id"));
        app.delete(path).expect(202);

        assertThat(app.get(MAIN + "/policies").result()).isEmpty();
        assertThat(app.get("policies/" + reusable.text("id")).expect(200).text("name"))
                .isEqualTo("one");
    }

    @Test
    void refusesWhatItCannotHonour() throws Exception {
        assertThat(app.post("policies", """
                        {"decision": "perhaps", "include": [{"geo": {"country_code": "PT"}}, {"ip": {}}],
                         "isolation_required": true, "mfa_config": {"mfa_disabled": true}, "x": 1}""").expect(400).pointers())
                .containsExactlyInAnyOrder("/name", "/decision", "/include/1/ip/ip", "/x");
        assertThat(app.post(
                                "policies",
                                "{\"name\": \"x\", \"decision\": \"non_identity\","
                                        + " \"include\": [{\"geo\": {\"country_code\": \"PT\"}}]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/include/0/geo");
        app.post(
                        "policies",
                        "{\"name\": \"x\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}],"
                                + " \"approval_groups\": [], \"isolation_required\": false, \"session_duration\": null,"
                                + " \"purpose_justification_prompt\": \"\"}")
                .expect(201);
    }

    @Test
    void keepsSettingsForPeopleInAllowPoliciesOnly() throws Exception {
        String people = "\"include\": [{\"email\": {\"email\": \"a@example.com\"}}], \"approval_required\": true,"
                + " \"approval_groups\": [{\"approvals_needed\": 1}], \"isolation_required\": false,"
                + " \"purpose_justification_prompt\": \"why?\"";
        Reply created = app.post("policies", "{\"name\": \"people\", \"decision\": \"allow\", " + people + "}")
                .expect(201);
        String path = "policies/" + created.text("id");

        assertThat(created.result().path("approval_groups").toString()).isEqualTo("[{\"approvals_needed\":1}]");
        assertThat(created.result().path("isolation_required").isBoolean()).isTrue();
        assertThat(app.get(path).expect(200).result()).isEqualTo(created.result());
        Reply changed = app.put(
                        path,
                        created.object()
                                .put("purpose_justification_prompt", "x")
                                .toString())
                .expect(200);
        assertThat(changed.header("ETag")).isNotEqualTo(created.header("ETag"));
        assertThat(app.post("policies", "{\"name\": \"no\", \"decision\": \"deny\", " + people + "}")
                        .expect(400)
                        .pointers())
                .contains("/approval_required", "/approval_groups", "/purpose_justification_prompt")
                .doesNotContain("/isolation_required");
    }
}
