package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: every fault of a body, at its place in the body, and nothing changes")
final class BodyFaultsTest {

    private static final String UNKNOWN_ID = "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11";
    private static final String EVERYONE = "\"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}";
    private static final String OF_A_GROUP =
            "\"decision\": \"deny\", \"include\": [{\"group\": {\"id\": \"" + UNKNOWN_ID + "\"}}]}";
    private static final String START = "{\"name\": \"x\", \"domain\": \"x.example.com\", ";

    private static ManagedApp app;
    private AccessDocument before;

    @BeforeAll
    static void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @BeforeEach
    void remember() {
        before = app.store.document();
    }

    @AfterEach
    void nothingChanged() {
        assertThat(app.store.document()).isSameAs(before);
    }

    private static List<String> faultsOf(String application) throws IOException {
        return app.post("apps", application).expect(400).pointers();
    }

    @Test
    void rejectsTooManyPoliciesBeforeReadingThem() throws Exception {
        String many = "{\"precedence\":1},5,".repeat(55_000);

        assertThat(faultsOf(START + "\"policies\": [" + many + "5]}")).containsExactly("/policies");
    }

    @Test
    void tellsAHundredFaultsAndHowManyMoreThereAre() throws Exception {
        Reply reply = app.post("apps", START + "\"policies\": [" + "5,".repeat(499) + "5]}")
                .expect(400);

        assertThat(reply.pointers()).hasSize(101).startsWith("/policies/0").endsWith("/policies/99", "");
        assertThat(reply.envelope().at("/errors/100/message").asText()).isEqualTo("and 400 more");
    }

    @Test
    void pointsAtPolicyByItsIndexInTheBody() throws Exception {
        String policies = "\"policies\": [{\"precedence\": 9, \"name\": \"a\", " + OF_A_GROUP
                + ", {\"precedence\": 2, \"name\": \"b\", " + EVERYONE + "]}";

        assertThat(faultsOf(START + policies)).containsExactly("/policies/0/include/0/group");
        assertThat(app.put("apps/" + ManagedApp.MAIN.id(), START + policies)
                        .expect(400)
                        .pointers())
                .containsExactly("/policies/0/include/0/group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"private\"", "7", "\"Public\""})
    void refusesADestinationThatIsNotPublic(String type) throws Exception {
        assertThat(faultsOf(
                        "{\"name\": \"x\", \"destinations\": [{\"type\": " + type + ", \"uri\": \"x.example.com\"}]}"))
                .containsExactly("/destinations/0/type");
    }

    @Test
    void reportsFaultsOfBodyAndConfigurationTogether() throws Exception {
        String policies = "\"policies\": [7, {\"precedence\": 9, \"name\": \"a\", " + OF_A_GROUP + "]}";

        assertThat(faultsOf("{\"name\": 7, \"domain\": \"*\", " + policies))
                .containsExactlyInAnyOrder("/name", "/domain", "/policies/0", "/policies/1/include/0/group");
        assertThat(faultsOf(START + "\"read_service_tokens_from_header\": \"Cookie\", " + policies))
                .containsExactlyInAnyOrder(
                        "/read_service_tokens_from_header", "/policies/0", "/policies/1/include/0/group");
    }

    @Test
    void reportsFaultsOfNewTokenWithThoseOfTheBody() throws Exception {
        assertThat(app.post("service_tokens", "{\"name\": \"\", \"duration\": \"0s\", \"nam\": 1}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/name", "/duration", "/nam");
        assertThat(app.post(
                                "service_tokens",
                                "{\"client_id\": \"a b\", \"client_secret\": \"short\", \"duration\": \"0s\", \"nam\": 1}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/client_id", "/client_secret", "/duration", "/nam");
        assertThat(app.post("service_tokens", "{\"client_id\": \"a b\", \"client_secret_digest\": \"x\"}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/client_id", "/client_secret_digest");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "client_secret, `\"s3cr3t-s3cr3t\"`",
                "scim_config, `{\"remote_uri\": \"https://example.com\"}`",
                "saas_app, `{\"type\": \"oidc\"}`",
            })
    void refusesCredentialsThatWouldBeKeptInClear(String name, String value) throws Exception {
        Reply reply =
                app.post("apps", START + "\"" + name + "\": " + value + "}").expect(400);

        assertThat(reply.pointers()).containsExactly("/" + name);
        assertThat(reply.raw().body()).contains("credentials").doesNotContain("s3cr3t-s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e201", "-1E-201", "1e999999999", "1.5e-2147483000"})
    void refusesNumbersThatCouldNotBeKept(String number) throws Exception {
        assertThat(faultsOf(START + "\"other\": " + number + "}")).containsExactly("");
    }

    @Test
    void rejectsLongNumbersAndDeepNesting() throws Exception {
        for (String other : List.of("1".repeat(201), "0." + "1".repeat(201), "[".repeat(56) + "]".repeat(56))) {
            Reply reply = app.post("apps", START + "\"other\": " + other + "}").expect(400);

            assertThat(reply.pointers()).containsExactly("");
            assertThat(reply.envelope().at("/errors/0/message").asText()).startsWith("nests more than 56 deep");
        }
    }

    @ParameterizedTest
    @CsvSource({"destinations, /destinations/1/uri", "self_hosted_domains, /self_hosted_domains/1"})
    void pointsAtATakenPatternByTheNameThatTheBodyUsed(String member, String pointer) throws Exception {
        ObjectNode body = new ObjectMapper().createObjectNode().put("name", "x");
        for (String pattern : List.of("x.example.com", "*")) {
            if (member.equals("destinations")) {
                body.withArray(member).addObject().put("uri", pattern);
            } else {
                body.withArray(member).add(pattern);
            }
        }

        assertThat(faultsOf(body.toString())).containsExactly(pointer);
    }

    @Test
    void tellsOfAPolicyForWhichNoPrecedenceIsLeft() throws Exception {
        Reply reply = app.post(
                        "apps",
                        START + "\"policies\": [{\"precedence\": 2147483647, \"name\": \"a\", " + EVERYONE
                                + ", {\"name\": \"b\", " + EVERYONE + "]}")
                .expect(400);

        assertThat(reply.pointers()).containsExactly("/policies/1");
        assertThat(reply.raw().body()).contains("no precedence is left");
    }

    @Test
    @DisplayName("RFC 9110, section 10.1.1: a client that asks first is told at once that its body is too large")
    void answersABodyThatIsTooLargeBeforeItIsSent() throws Exception {
        String request = "POST " + ManagedApp.ACCESS + "service_tokens HTTP/1.1\r\nHost: app.example.com\r\n"
                + "Authorization: Bearer " + ManagedApp.WRITE + "\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 2097152\r\nConnection: close\r\n\r\n";

        RawAnswer answer = RawAnswer.to(app.port(), request.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void reportsPolicyWithoutFreePrecedence() throws Exception {
        String policies = "apps/"
                + app.post(
                                "apps",
                                START + "\"policies\": [{\"precedence\": 2147483647, \"name\": \"a\", " + EVERYONE
                                        + "]}")
                        .expect(201)
                        .text("id")
                + "/policies";
        before = app.store.document();

        Reply refused = app.post(policies, "{\"name\": \"b\", " + EVERYONE).expect(400);

        assertThat(refused.pointers()).containsExactly("/precedence");
        assertThat(refused.raw().body()).contains("no precedence is left");
        for (String precedence : List.of("2147483647", "2147483648", "0", "-1", "1.5", "\"2\"")) {
            assertThat(app.post(policies, "{\"name\": \"b\", \"precedence\": " + precedence + ", " + EVERYONE)
                            .expect(400)
                            .pointers())
                    .as(precedence)
                    .containsExactly("/precedence");
        }
        app.post(policies, "{\"name\": \"b\", \"precedence\": 5, " + EVERYONE).expect(201);
        app.delete(policies.substring(0, policies.lastIndexOf('/'))).expect(202);
        before = app.store.document();
    }

    @Test
    void reportsFaultsOfChangedTokenWithThoseOfTheBody() throws Exception {
        String token = "service_tokens/"
                + app.post("service_tokens", "{\"name\": \"ci\"}").expect(201).text("id");
        before = app.store.document();

        assertThat(app.put(token, "{\"name\": \" \", \"duration\": \"0s\", \"client_secret_version\": -7, \"nam\": 1}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/name", "/duration", "/client_secret_version", "/nam");
        assertThat(app.put(
                                token,
                                "{\"enabled\": 1, \"name\": \" \", \"id\": \"" + UNKNOWN_ID
                                        + "\", \"previous_client_secret_expires_at\": \"2027-01-01T00:00:00Z\"}")
                        .expect(400)
                        .pointers())
                .containsExactlyInAnyOrder("/enabled", "/name", "/id", "/previous_client_secret_expires_at");
    }
}
