package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static dev.latchkey.examples.quickstart.Caller.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, sections 2, 3 and 5, over a socket")
final class QuickStartRequestsTest {

    @TempDir
    private static Path data;

    private static QuickStart quickStart;
    private static Caller caller;

    @BeforeAll
    static void start() throws Exception {
        quickStart = QuickStart.start(new Settings(0, data, null));
        caller = Caller.of(quickStart);
    }

    @AfterAll
    static void stop() {
        quickStart.close();
    }

    @Test
    void theFrontPageSaysWhatToTry() throws Exception {
        Answer plain = caller.get("/");

        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.body()).contains("/whoami").doesNotContain("<", caller.secretHeader());
        assertThat(caller.get("/", "Accept: text/html,*/*").body()).contains("<title>Latchkey quick start</title>");
        for (String other : List.of("//", "/.", "/;x", "/%2e", "/x", "/index.html")) {
            assertThat(caller.get(other).status()).as(other).isIn(400, 401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, WEBHOOKS})
    void letsThePairInAndSetsACookie(String path) throws Exception {
        Answer answer = caller.getWithPair(path);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode who = Caller.json(answer);
        assertThat(who.get("remote_user").asText()).isEqualTo(caller.clientId());
        assertThat(who.get("auth_type").asText()).isEqualTo("SERVICE_TOKEN");
        assertThat(who.get("application").asText()).isEqualTo(path.equals(MAIN) ? "main" : "webhooks");
        assertThat(who.get("presented_as").asText()).isEqualTo("pair");
        assertThat(who.get("token_name").asText()).startsWith("quick start ");
        assertThat(answer.header("Set-Cookie"))
                .startsWith("CF_Authorization=")
                .contains("; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Max-Age=", "; Expires=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cf-access-client-id cf-access-client-secret",
                "CF-Access-Client-Id CF-Access-Client-Secret",
                "CF-Access-Client-Id CF_Access-Client-Secret"
            })
    void letsTheSingleHeaderInWhereItIsConfigured(String members) throws Exception {
        String[] names = members.split(" ", 2);
        String header = caller.singleHeader(names[0], names[1]);

        Answer answer = caller.get(WEBHOOKS, header);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Caller.json(answer).get("presented_as").asText()).isEqualTo("single_header");
        assertThat(Caller.headerNames(answer)).noneMatch("authorization"::equalsIgnoreCase);
        assertThat(caller.get(MAIN, header).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, WEBHOOKS})
    void leavesTheAppItsOwnAuthorizationHeader(String path) throws Exception {
        Answer answer = caller.getWithPair(path, "Authorization: Bearer x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Caller.headerNames(answer)).contains("Authorization");
    }

    @Test
    void passesTheSingleHeaderThroughWhereItMeansNothing() throws Exception {
        Answer answer = caller.getWithPair(MAIN, caller.singleHeader());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Caller.headerNames(answer)).contains("Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, WEBHOOKS})
    void letsTheApplicationTokenInByItself(String path) throws Exception {
        String jwt = caller.getWithPair(path).cookie();

        for (String header : List.of(Caller.cookie(jwt), "cf-access-token: " + jwt)) {
            Answer answer = caller.get(path, header);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Caller.json(answer).get("presented_as").asText()).isEqualTo("application_token");
            assertThat(Caller.json(answer).get("remote_user").asText()).isEqualTo(caller.clientId());
        }
    }

    @Test
    void refusesTheApplicationTokenOfAnotherApplication() throws Exception {
        assertThat(caller.get(WEBHOOKS, Caller.cookie(caller.getWithPair(MAIN).cookie()))
                        .status())
                .isEqualTo(401);
        assertThat(caller.get(MAIN, Caller.cookie(caller.getWithPair(WEBHOOKS).cookie()))
                        .status())
                .isEqualTo(401);
    }

    /** What is wrong with a request, and the header lines that make it so. */
    private record Wrong(String what, Function<Caller, List<String>> headers) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static List<Wrong> wrong() {
        return List.of(
                new Wrong("nothing", c -> List.of()),
                new Wrong("wrong secret", c -> List.of(c.idHeader(), c.secretHeader() + "x")),
                new Wrong("unknown id", c -> List.of(c.idHeader().replace(".access", "0.access"), c.secretHeader())),
                new Wrong("no secret", c -> List.of(c.idHeader())),
                new Wrong("no id", c -> List.of(c.secretHeader())),
                new Wrong("empty secret", c -> List.of(c.idHeader(), "CF-Access-Client-Secret:")),
                new Wrong("id twice", c -> List.of(c.idHeader(), c.idHeader(), c.secretHeader())),
                new Wrong("secret twice", c -> List.of(c.idHeader(), c.secretHeader(), c.secretHeader())),
                new Wrong("secrets joined", c -> List.of(c.idHeader(), c.secretHeader() + "," + c.secret())),
                new Wrong("pair and single header", c -> List.of(c.idHeader(), c.secretHeader(), c.singleHeader())),
                new Wrong(
                        "twin beside",
                        c -> List.of(c.idHeader(), c.secretHeader(), "CF_Access_Client_Secret: " + c.secret())),
                new Wrong("twin instead", c -> List.of(c.idHeader(), "CF_Access_Client_Secret: " + c.secret())),
                new Wrong("single header twice", c -> List.of(c.singleHeader(), c.singleHeader())),
                new Wrong(
                        "single header with two secrets",
                        c -> List.of(c.singleHeader()
                                .replace("}", ", \"CF_Access_Client_Secret\": \"" + c.secret() + "\"}"))),
                new Wrong(
                        "single header with an escaped name twice",
                        c -> List.of(c.singleHeader()
                                .replace("}", ", \"\\u0063f-access-client-secret\": \"" + c.secret() + "\"}"))),
                new Wrong(
                        "single header unquoted", c -> List.of(c.singleHeader().replace("\"", ""))),
                new Wrong(
                        "good cookie beside a wrong secret",
                        c -> List.of(c.idHeader(), c.secretHeader() + "x", goodCookie(c))),
                new Wrong("cookie twice", c -> List.of(goodCookie(c), goodCookie(c))),
                new Wrong("forged cookie", c -> List.of(goodCookie(c) + "AA")));
    }

    private static String goodCookie(Caller caller) {
        try {
            return Caller.cookie(caller.getWithPair(WEBHOOKS).cookie());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesWithOneAnswerForAllCauses(Wrong wrong) throws Exception {
        Answer plain = caller.get(WEBHOOKS);
        Answer answer = caller.get(WEBHOOKS, wrong.headers.apply(caller).toArray(String[]::new));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.bodyWithoutReference()).isEqualTo(plain.bodyWithoutReference());
        assertThat(answer.body()).isNotEqualTo(plain.body()).doesNotContain(caller.secret());
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("ServiceToken realm=\"webhooks\"");
        assertThat(answer.header("CF-Access-Domain")).isEqualTo("*/webhooks");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @Test
    void showsTheAppNoHeaderThatCarriedTheSecret() throws Exception {
        Map<String, Answer> answers = Map.of(
                "pair", caller.getWithPair(MAIN),
                "pair in lower case",
                        caller.get(
                                MAIN,
                                caller.idHeader().toLowerCase(Locale.ROOT),
                                "cf-access-client-secret: " + caller.secret()),
                "single header", caller.get(WEBHOOKS, caller.singleHeader()));

        answers.forEach((how, answer) -> {
            assertThat(answer.status()).as(how).isEqualTo(200);
            assertThat(answer.body()).as(how).doesNotContain(caller.secret());
            assertThat(answer.body().toLowerCase(Locale.ROOT))
                    .as(how)
                    .doesNotContain("cf-access-client-secret", "\"authorization\"");
        });
    }
}
