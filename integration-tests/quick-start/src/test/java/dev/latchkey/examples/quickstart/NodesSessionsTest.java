package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Nodes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("request contract, section 4: sessions, and the keys that sign them, are those of all nodes")
@ExtendWith(NodesExtension.class)
final class NodesSessionsTest {

    private static final String LOGOUT = "/cdn-cgi/access/logout";
    private static final int MOST_ROUNDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Nodes nodes;

    NodesSessionsTest(Nodes nodes) {
        this.nodes = nodes;
    }

    @Test
    void aSessionThatEndsOnOneNodeEndsOnAllAndNoOtherDoes() throws Exception {
        TokenOnNodes token = TokenOnNodes.met(nodes, "logout.example.com");
        TokenOnNodes other = TokenOnNodes.met(nodes, "logout.example.com");

        assertThat(token.on(nodes.b()).get(LOGOUT, Caller.cookie(token.jwt())).status())
                .isEqualTo(200);

        assertThat(token.cookie(nodes.b())).isEqualTo(401);
        eventually(() -> assertThat(token.cookies()).containsOnly(401));
        assertThat(token.pairs()).containsOnly(200);
        assertThat(other.cookies()).containsOnly(200);
    }

    @Test
    @DisplayName("management contract, section 3: revoke_tokens ends the sessions of an application")
    void endsSessionsOfApplicationOnAllNodes() throws Exception {
        String host = "revoked.example.com";
        JsonNode application = nodes.protect(host);
        TokenOnNodes token = TokenOnNodes.met(nodes, host);
        TokenOnNodes elsewhere = TokenOnNodes.met(nodes, "elsewhere.example.com");

        nodes.a().api().post("apps/" + application.get("id").asText() + "/revoke_tokens", "");

        assertThat(token.cookie(nodes.a())).isEqualTo(401);
        eventually(() -> assertThat(token.cookies()).containsOnly(401));
        assertThat(token.pairs()).containsOnly(200);
        for (QuickStartProcess node : nodes.all()) {
            assertThat(token.with(token.newJwt(node)).cookies()).containsOnly(200);
        }
        assertThat(elsewhere.cookies()).containsOnly(200);
    }

    /**
     * In most rounds the three meet, and one key comes of it. On a busy machine one of them may begin when another has
     * ended: then two rotations were asked for, and two are made.
     */
    @Test
    void nodesThatRotateAtOnceMakeOneKeyAndNoCookieIsLost() throws Exception {
        List<TokenOnNodes> sessions = new ArrayList<>();
        for (QuickStartProcess node : nodes.all()) {
            TokenOnNodes token = TokenOnNodes.met(nodes, "keys.example.com");
            sessions.add(token.with(token.newJwt(node)));
        }
        int made = 0;
        for (int round = 0; round < MOST_ROUNDS && made != 1; round++) {
            List<String> before = sameKeysOnAllNodes();
            rotateOnAllNodesAtOnce();
            made = sameKeysOnAllNodes().size() - before.size();
            assertThat(made).isBetween(1, nodes.all().size());
            for (TokenOnNodes each : sessions) {
                assertThat(each.cookies()).containsOnly(200);
            }
        }
        assertThat(made).isEqualTo(1);
    }

    /** No node met an unknown key in the last second: {@link Nodes} begin with one that all of them know. */
    @Test
    void admitsCookieOfNewKeyOnOtherNodesAtOnce() throws Exception {
        String host = "new-key.example.com";
        TokenOnNodes before = TokenOnNodes.met(nodes, host);
        ApiCaller api = nodes.a().api();

        api.post("keys/rotate", "");
        TokenOnNodes after = new TokenOnNodes(nodes, host, api.post("service_tokens", "{\"name\": \"new key\"}"), "");
        after = after.with(after.newJwt(nodes.a()));

        assertThat(after.cookies()).containsOnly(200);
        assertThat(keys(nodes.b())).contains(keyOf(after.jwt()), keyOf(before.jwt()));
        assertThat(keyOf(after.jwt())).isNotEqualTo(keyOf(before.jwt()));
        assertThat(before.cookies()).containsOnly(200);
    }

    @Test
    void theKeysThatSignThemAreEncryptedInTheDatabase() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(nodes.database().url());
                Statement statement = connection.createStatement();
                ResultSet keys = statement.executeQuery("SELECT private_key FROM latchkey_signing_key")) {
            assertThat(keys.next()).isTrue();
            do {
                assertThat(keys.getString(1)).startsWith("aes256gcm.v1.");
            } while (keys.next());
        }
    }

    private void rotateOnAllNodesAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(nodes.all().size());
        try {
            CyclicBarrier start = new CyclicBarrier(nodes.all().size());
            List<Future<JsonNode>> rotations = new ArrayList<>();
            for (QuickStartProcess node : nodes.all()) {
                ApiCaller api = node.api();
                rotations.add(threads.submit(() -> {
                    start.await();
                    return api.post("keys/rotate", "");
                }));
            }
            for (Future<JsonNode> each : rotations) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns the ids of the keys, once all nodes have the same. */
    private List<String> sameKeysOnAllNodes() throws Exception {
        eventually(() -> {
            List<String> here = keys(nodes.a());
            for (QuickStartProcess other : nodes.others()) {
                assertThat(keys(other)).isEqualTo(here);
            }
        });
        return keys(nodes.a());
    }

    private static List<String> keys(QuickStartProcess node) throws Exception {
        return Caller.json(node.caller().get(Nodes.CERTS)).findValue("keys").findValuesAsText("kid");
    }

    private static String keyOf(String jwt) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(jwt.substring(0, jwt.indexOf('.'))))
                .get("kid")
                .asText();
    }
}
