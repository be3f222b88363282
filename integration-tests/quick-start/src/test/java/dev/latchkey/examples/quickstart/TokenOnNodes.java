package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A service token and its cookie, presented to all nodes.
 *
 * @param host by what name they are called
 * @param made as the management API answered it
 * @param jwt the application token that the first node set as a cookie
 */
record TokenOnNodes(Nodes nodes, String host, JsonNode made, String jwt) {

    /** Returns a new one that all of them have let in before, by the pair and by the cookie. */
    static TokenOnNodes met(Nodes nodes, String host) throws IOException, InterruptedException {
        JsonNode made = nodes.a().api().post("service_tokens", "{\"name\": \"%s\"}".formatted(host));
        String jwt = nodes.a().caller(made).by(host).getWithPair(MAIN).cookie();
        TokenOnNodes token = new TokenOnNodes(nodes, host, made, jwt);
        assertThat(token.pairs()).containsOnly(200);
        assertThat(token.cookies()).containsOnly(200);
        return token;
    }

    /** Returns its path in the management API. */
    String path() {
        return "service_tokens/" + made.get("id").asText();
    }

    /** Returns the same with a secret that came later. */
    TokenOnNodes with(JsonNode rotated) {
        return new TokenOnNodes(nodes, host, rotated, jwt);
    }

    /** Returns the same with another cookie. */
    TokenOnNodes with(String otherJwt) {
        return new TokenOnNodes(nodes, host, made, otherJwt);
    }

    Caller on(QuickStartProcess node) throws IOException {
        return node.caller(made).by(host);
    }

    /** Returns the cookie that this node sets for the pair. */
    String newJwt(QuickStartProcess node) throws IOException {
        return on(node).getWithPair(MAIN).cookie();
    }

    int pair(QuickStartProcess node) throws IOException {
        return on(node).getWithPair(MAIN).status();
    }

    int cookie(QuickStartProcess node) throws IOException {
        return on(node).get(MAIN, Caller.cookie(jwt)).status();
    }

    /** Returns what each node answers to the pair. */
    List<Integer> pairs() throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (QuickStartProcess node : nodes.all()) {
            statuses.add(pair(node));
        }
        return statuses;
    }

    /** Returns what each node answers to the cookie. */
    List<Integer> cookies() throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (QuickStartProcess node : nodes.all()) {
            statuses.add(cookie(node));
        }
        return statuses;
    }
}
