package dev.latchkey.it.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that do nothing odd (request contract, sections 3 and 5). */
class HonestRequestsTest {

    static List<Container> containers() {
        return Container.ALL;
    }

    @ParameterizedTest
    @MethodSource("containers")
    void lets_in_whom_it_should(Container container) throws IOException {
        try (ContainerProcess process = ContainerProcess.start(container, Run.of("listener"))) {
            RawAnswer answer = RawHttp.send(process.port("http"), get("/front/secure/x", Client.A.pair()));
            assertThat(answer.status()).as(answer.text() + process.log()).isEqualTo(200);
            List<JournalEntry> ran = process.drain();
            assertThat(ran).hasSize(1);
            assertThat(ran.get(0).area()).isEqualTo("secure");
            assertThat(ran.get(0).principal()).isEqualTo(Client.A.id());
            assertThat(RawHttp.send(process.port("http"), get("/front/secure/x", ""))
                            .status())
                    .isEqualTo(401);
            assertThat(process.drain()).isEmpty();
        }
    }

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n" + headers + "\r\n";
    }
}
