package dev.latchkey.management;

import static dev.latchkey.management.ManagedApp.ACCESS;
import static dev.latchkey.management.ManagedApp.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: requests that no client library would send change nothing")
final class RawRequestsTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String BODY = "{\"name\": \"ci\"}";
    private static final String HOST = "Host: app.example.com\r\n";
    private static final String GOOD = HOST + "Authorization: Bearer " + WRITE + "\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String POST = "POST " + ACCESS + "service_tokens HTTP/1.1\r\n";
    private static final String LAST = "Connection: close\r\n\r\n";

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

    /** All that is answered to a connection on which this is sent, and then nothing more. */
    private static String conversation(String sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> statuses(String answered) {
        return STATUS.matcher(answered)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 14\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 14",
                "Content-Length: 14\r\nContent-Length: 15",
                "Content-Length: 14, 15",
                "Content-Length: +14",
                "Content-Length: -1",
                "Content-Length: 0x0e",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding : chunked",
            })
    @DisplayName("RFC 9112, section 6.3: where a body ends is never a matter of opinion")
    void refusesABodyOfTwoLengths(String framing) throws Exception {
        String answered = conversation(POST + GOOD + JSON + framing + "\r\n" + LAST + BODY);

        assertThat(statuses(answered)).hasSize(1).first().asString().startsWith("4");
    }

    @Test
    @DisplayName("RFC 9112, section 9.3.2: the body of a request that was refused unread is not taken for a request")
    void neverCarriesOutTheBodyOfARefusedRequest() throws Exception {
        String inside = "GET " + ACCESS + "keys HTTP/1.1\r\n" + GOOD + "\r\n";
        String next = "GET " + ACCESS + "organizations HTTP/1.1\r\n" + GOOD + LAST;
        for (String refused : List.of(
                POST + HOST + JSON,
                "DELETE " + ACCESS + "nothing HTTP/1.1\r\n" + GOOD,
                "PUT " + ACCESS + "service_tokens/x HTTP/1.1\r\n" + GOOD + JSON,
                POST + GOOD + "Content-Type: text/plain\r\n")) {
            String answered = conversation(refused + "Content-Length: " + inside.length() + "\r\n\r\n" + inside + next);

            assertThat(answered).doesNotContain("key_rotation_interval_days");
            assertThat(statuses(answered).get(0)).startsWith("4");
            // The connection may be closed instead.
            assertThat(statuses(answered).subList(1, statuses(answered).size())).isIn(List.of(), List.of("200"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20", "Transfer-Encoding: chunked"})
    void refusesABodyThatIsBrokenOff(String framing) throws Exception {
        String part = framing.startsWith("Transfer") ? "14\r\n" + BODY : BODY;

        String answered = conversation(POST + GOOD + JSON + framing + "\r\n\r\n" + part);

        assertThat(statuses(answered)).isIn(List.of(), List.of("400"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service_tokens/..%2fkeys",
                "service_tokens/%2e%2e/keys",
                "service_tokens/%2E./keys",
                "service_tokens/x%00",
                "service_tokens/%250a",
                "service_tokens/x%5cy",
                "service_tokens;x=y",
                "apps//policies",
                "apps/%c0%af",
                "apps/%zz",
            })
    @DisplayName("request contract, section 6: a path that two could read differently is 400, the API's own included")
    void refusesAPathThatTwoCouldReadDifferently(String path) throws Exception {
        String answered = conversation("DELETE " + ACCESS + path + " HTTP/1.1\r\n" + GOOD + LAST);

        assertThat(statuses(answered)).containsExactly("400");
    }

    @Test
    void doesNotEchoWhatTraceSends() throws Exception {
        String answered = conversation("TRACE " + ACCESS + "keys HTTP/1.1\r\n" + GOOD + LAST);

        assertThat(statuses(answered)).containsExactly("405");
        assertThat(answered).contains("Allow: GET, HEAD, PUT").doesNotContain(WRITE);
    }

    @Test
    void answersAHeadThatIsRefusedWithoutABody() throws Exception {
        String answered = conversation("HEAD " + ACCESS + "nothing HTTP/1.1\r\n" + GOOD + LAST);

        assertThat(statuses(answered)).containsExactly("404");
        assertThat(answered).contains("Content-Length: ").endsWith("\r\n\r\n");
    }

    @Test
    @DisplayName("RFC 9110, section 10.1.1: a stranger that asks first is not asked for its body")
    void refusesAStrangerBeforeTheBodyIsSent() throws Exception {
        String answered = conversation(
                POST + HOST + JSON + "Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n" + LAST);

        assertThat(statuses(answered)).containsExactly("401");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"page=1&page=2", "per_page=1e9", "page=+1", "page=99999999999", "page=%00", "name=a&name=b"})
    void refusesAQueryThatSaysNothingClear(String query) throws Exception {
        assertThat(app.get("service_tokens?" + query).expect(400).pointers()).containsOnly("");
    }

    @Test
    void findsNothingByANameThatNothingCanHave() throws Exception {
        assertThat(app.get("service_tokens?name=%00").expect(200).result()).isEmpty();
    }
}
