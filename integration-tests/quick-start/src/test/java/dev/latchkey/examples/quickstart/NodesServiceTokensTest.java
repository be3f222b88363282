package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static dev.latchkey.examples.quickstart.Caller.WEBHOOKS;
import static dev.latchkey.examples.quickstart.Nodes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("management contract, section 1: what becomes of a service token on one node becomes of it on all")
@ExtendWith(NodesExtension.class)
final class NodesServiceTokensTest {

    private static final String HOST = "tokens.example.com";

    private final Nodes nodes;
    private final ApiCaller api;

    NodesServiceTokensTest(Nodes nodes) throws Exception {
        this.nodes = nodes;
        this.api = nodes.a().api();
    }

    private JsonNode made(String body) throws Exception {
        return api.post("service_tokens", body);
    }

    @Test
    void admitsNewTokenByPairOnEachNode() throws Exception {
        JsonNode made = made("{\"name\": \"pair\"}");

        for (QuickStartProcess other : nodes.others()) {
            assertThat(other.caller(made).getWithPair(MAIN).status()).isEqualTo(200);
        }
    }

    @Test
    void admitsNewTokenBySingleHeaderOnEachNode() throws Exception {
        JsonNode made = made("{\"name\": \"single header\"}");

        for (QuickStartProcess other : nodes.others()) {
            Caller caller = other.caller(made);
            assertThat(caller.get(WEBHOOKS, caller.singleHeader()).status()).isEqualTo(200);
        }
    }

    @Test
    void admitsCookieOfOneNodeOnTheOthersAtOnce() throws Exception {
        JsonNode made = made("{\"name\": \"cookie\"}");
        String cookie = Caller.cookie(nodes.a().caller(made).getWithPair(MAIN).cookie());

        for (QuickStartProcess other : nodes.others()) {
            assertThat(other.caller(made).get(MAIN, cookie).status()).isEqualTo(200);
        }
    }

    @Test
    void rejectsOldSecretAndCookieAfterRotation() throws Exception {
        TokenOnNodes before = TokenOnNodes.met(nodes, HOST);

        TokenOnNodes after = before.with(api.post(before.path() + "/rotate", "{}"));

        assertThat(before.pair(nodes.a())).isEqualTo(401);
        assertThat(before.cookie(nodes.a())).isEqualTo(401);
        eventually(() -> assertThat(before.pairs()).containsOnly(401));
        assertThat(before.cookies()).containsOnly(401);
        assertThat(after.pairs()).containsOnly(200);
    }

    @Test
    void admitsBothSecretsUntilGraceIsWithdrawn() throws Exception {
        TokenOnNodes before = TokenOnNodes.met(nodes, HOST);

        TokenOnNodes after = before.with(
                api.post(before.path() + "/rotate", graceUntil(Instant.now().plus(Duration.ofDays(1)))));

        assertThat(before.pairs()).containsOnly(200);
        eventually(() -> assertThat(after.pairs()).containsOnly(200));
        assertThat(before.pairs()).containsOnly(200);
        assertThat(before.cookies()).containsOnly(200);

        api.put(before.path(), graceUntil(Instant.now().minus(Duration.ofDays(1))));

        eventually(() -> assertThat(before.pairs()).containsOnly(401));
        assertThat(before.cookies()).containsOnly(401);
        assertThat(after.pairs()).containsOnly(200);
    }

    private static String graceUntil(Instant moment) {
        return "{\"previous_client_secret_expires_at\": \"" + moment + "\"}";
    }

    @Test
    void rejectsDisabledTokenAndCookieUntilEnabledAgain() throws Exception {
        TokenOnNodes token = TokenOnNodes.met(nodes, HOST);

        api.put(token.path(), "{\"enabled\": false}");

        assertThat(token.pair(nodes.a())).isEqualTo(401);
        assertThat(token.cookie(nodes.a())).isEqualTo(401);
        eventually(() -> assertThat(token.pairs()).containsOnly(401));
        assertThat(token.cookies()).containsOnly(401);

        api.put(token.path(), "{\"enabled\": true}");

        eventually(() -> assertThat(token.pairs()).containsOnly(200));
        assertThat(token.cookies()).containsOnly(200);
    }

    @Test
    void rejectsDeletedTokenAndItsCookie() throws Exception {
        TokenOnNodes token = TokenOnNodes.met(nodes, HOST);

        api.delete(token.path());

        assertThat(token.pair(nodes.a())).isEqualTo(401);
        assertThat(token.cookie(nodes.a())).isEqualTo(401);
        eventually(() -> assertThat(token.pairs()).containsOnly(401));
        assertThat(token.cookies()).containsOnly(401);
    }

    @Test
    void refreshedAfterItsTimeWasOverItIsGoodAgain() throws Exception {
        JsonNode made = made("{\"name\": \"short\", \"duration\": \"1s\"}");
        TokenOnNodes token = new TokenOnNodes(nodes, HOST, made, "");
        eventually(() -> assertThat(token.pairs()).containsOnly(401));

        JsonNode refreshed = api.post(token.path() + "/refresh", "");

        eventually(() -> assertThat(token.pairs()).containsOnly(200));
        for (QuickStartProcess other : nodes.others()) {
            assertThat(other.api().get(token.path()).get("expires_at")).isEqualTo(refreshed.get("expires_at"));
        }
    }

    @Test
    void changedOnTwoNodesAtATimeItKeepsBothChanges() throws Exception {
        TokenOnNodes token = TokenOnNodes.met(nodes, HOST);

        api.put(token.path(), "{\"name\": \"renamed on a\"}");
        nodes.b().api().put(token.path(), "{\"enabled\": false}");

        ObjectNode now = (ObjectNode) api.get(token.path());
        assertThat(now.get("name").asText()).isEqualTo("renamed on a");
        assertThat(now.get("enabled").asBoolean()).isFalse();
    }
}
