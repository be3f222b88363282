package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static dev.latchkey.examples.quickstart.Nodes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("management contract, section 2: what is set on one node is in force on all")
@ExtendWith(NodesExtension.class)
final class NodesConfigurationTest {

    private static final String POLICY = """
            {"name": "jobs", "decision": "non_identity", "include": [{"any_valid_service_token": {}}]%s}""";

    private final Nodes nodes;
    private final ApiCaller api;

    NodesConfigurationTest(Nodes nodes) throws Exception {
        this.nodes = nodes;
        this.api = nodes.a().api();
    }

    @Test
    void theSingleHeaderIsReadWhereItIsTurnedOn() throws Exception {
        String host = "single-header.example.com";
        ObjectNode application = nodes.protect(host);
        TokenOnNodes token = TokenOnNodes.met(nodes, host);
        assertThat(singleHeaders(token)).containsOnly(401);

        application.put("read_service_tokens_from_header", "Authorization");
        api.put("apps/" + application.get("id").asText(), application.toString());

        assertThat(singleHeaders(token).get(0)).isEqualTo(200);
        eventually(() -> assertThat(singleHeaders(token)).containsOnly(200));
        assertThat(token.pairs()).containsOnly(200);

        application.remove("read_service_tokens_from_header");
        api.put("apps/" + application.get("id").asText(), application.toString());

        eventually(() -> assertThat(singleHeaders(token)).containsOnly(401));
        assertThat(token.pairs()).containsOnly(200);
    }

    private List<Integer> singleHeaders(TokenOnNodes token) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (QuickStartProcess node : nodes.all()) {
            Caller caller = token.on(node);
            statuses.add(caller.get(MAIN, caller.singleHeader()).status());
        }
        return statuses;
    }

    @Test
    void appliesChangedReusablePolicyToCookiesToo() throws Exception {
        String host = "policies.example.com";
        JsonNode policy = api.post("policies", POLICY.formatted(""));
        String path = "policies/" + policy.get("id").asText();
        nodes.protect(host, "\"policies\": [" + policy.get("id") + "]");
        TokenOnNodes token = TokenOnNodes.met(nodes, host);

        api.put(path, POLICY.formatted(", \"require\": [{\"ip\": {\"ip\": \"203.0.113.0/24\"}}]"));

        assertThat(token.pair(nodes.a())).isEqualTo(403);
        eventually(() -> assertThat(token.pairs()).containsOnly(403));
        assertThat(token.cookies()).containsOnly(403);

        api.put(path, POLICY.formatted(", \"require\": [{\"ip\": {\"ip\": \"127.0.0.0/8\"}}]"));

        eventually(() -> assertThat(token.pairs()).containsOnly(200));
        assertThat(token.cookies()).containsOnly(200);
    }

    @Test
    void anApplicationsOwnPolicyIsAddedAndTakenAway() throws Exception {
        String host = "own-policies.example.com";
        String policies = "apps/" + nodes.protect(host).get("id").asText() + "/policies";
        TokenOnNodes token = TokenOnNodes.met(nodes, host);

        JsonNode deny = api.post(policies, """
                {"name": "nobody", "decision": "deny", "precedence": 1, "include": [{"everyone": {}}]}""");
        eventually(() -> assertThat(token.pairs()).containsOnly(403));
        assertThat(token.cookies()).containsOnly(403);

        api.delete(policies + "/" + deny.get("id").asText());
        eventually(() -> assertThat(token.pairs()).containsOnly(200));
    }

    @Test
    @DisplayName("request contract, section 4: in strict mode no cookie is accepted alone")
    void strictModeIsInForceAndOver() throws Exception {
        TokenOnNodes token = TokenOnNodes.met(nodes, "strict.example.com");
        try {
            nodes.b().api().call("PATCH", "organizations", "{\"strict_service_token_auth\": true}");

            eventually(() -> assertThat(token.cookies()).containsOnly(401));
            assertThat(token.pairs()).containsOnly(200);
        } finally {
            nodes.b().api().call("PATCH", "organizations", "{\"strict_service_token_auth\": false}");
        }
        eventually(() -> assertThat(token.cookies()).containsOnly(200));
    }
}
