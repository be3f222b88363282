package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testsupport.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "a change that closes the API to who brings no service token is told of in its answer, as it may be the last")
final class LockoutCheckTest {

    private static final String MANAGEMENT = "apps/" + ManagedApp.MANAGEMENT.id();
    private static final String BYPASS =
            "{\"name\": \"p\", \"decision\": \"bypass\", \"include\": [{\"everyone\": {}}]}";
    private static final String DENY = BYPASS.replace("bypass", "deny");

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void assertShut(Reply changed) throws Exception {
        assertThat(codes(changed)).containsExactly(13004);
        assertThat(statusOfTheNext()).isIn(401, 403);
    }

    private void assertOpen(Reply changed) throws Exception {
        assertThat(codes(changed)).isEmpty();
        assertThat(statusOfTheNext()).isEqualTo(200);
    }

    private static List<Integer> codes(Reply reply) {
        return reply.envelope().get("messages").findValues("code").stream()
                .map(code -> code.intValue())
                .toList();
    }

    private int statusOfTheNext() throws Exception {
        String request = "GET " + ManagedApp.ACCESS + "keys HTTP/1.1\r\nHost: app.example.com\r\nAuthorization: Bearer "
                + ManagedApp.WRITE + "\r\nConnection: close\r\n\r\n";
        return RawAnswer.to(app.port(), request.getBytes(StandardCharsets.ISO_8859_1))
                .status();
    }

    @Test
    void whereItsApplicationLosesItsPolicies() throws Exception {
        assertShut(app.put(MANAGEMENT, "{\"name\": \"management\", \"domain\": \"*/client/v4\", \"policies\": []}")
                .expect(200));
    }

    @Test
    void whereItsApplicationCoversSomethingElse() throws Exception {
        assertShut(app.put(MANAGEMENT, "{\"name\": \"management\", \"domain\": \"*/client/v5\"}")
                .expect(200));
    }

    @Test
    void whereItsApplicationIsDeleted() throws Exception {
        assertShut(app.delete(MANAGEMENT).expect(202));
    }

    @Test
    void whereItsPolicyIsDeleted() throws Exception {
        String policy = app.get(MANAGEMENT).result().at("/policies/0/id").asText();

        assertShut(app.delete(MANAGEMENT + "/policies/" + policy).expect(202));
    }

    @Test
    void whereTheReusablePolicyOfItsApplicationIsChanged() throws Exception {
        String policy = "policies/" + app.post("policies", BYPASS).expect(201).text("id");
        String id = policy.substring("policies/".length());
        assertOpen(app.put(
                        MANAGEMENT,
                        "{\"name\": \"management\", \"domain\": \"*/client/v4\", \"policies\": [\"" + id + "\"]}")
                .expect(200));

        assertShut(app.put(policy, DENY).expect(200));
    }

    @Test
    void whereAnotherApplicationCoversItMoreClosely() throws Exception {
        assertShut(app.post("apps", "{\"name\": \"closer\", \"domain\": \"app.example.com/client\"}")
                .expect(201));
    }

    @Test
    void butNotWhereItStaysOpen() throws Exception {
        assertOpen(app.post("apps", "{\"name\": \"elsewhere\", \"domain\": \"app.example.com/clients\"}")
                .expect(201));
        assertOpen(app.post(
                        "apps",
                        "{\"name\": \"closer\", \"domain\": \"app.example.com/client\", \"policies\": [" + BYPASS
                                + "]}")
                .expect(201));
        assertOpen(app.delete(MANAGEMENT).expect(202));
        assertOpen(app.post("service_tokens", "{\"name\": \"ci\"}").expect(201));
    }
}
