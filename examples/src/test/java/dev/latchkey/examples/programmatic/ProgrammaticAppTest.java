package dev.latchkey.examples.programmatic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.RawHttp;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProgrammaticAppTest {

    private final IssuedServiceToken client = new InMemoryStore().issue("client");
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = ProgrammaticApp.start(
                0,
                Map.of(
                        "client-id", client.clientId(),
                        "client-secret-digest", client.token().digest().toStoredText()));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void admitsItsClientBySingleHeader() throws Exception {
        Answer answer = RawHttp.get(server.getURI(), "/jobs", singleHeader(client));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("The jobs of " + client.clientId());
    }

    @Test
    void turnsOthersAway() throws Exception {
        IssuedServiceToken other = new InMemoryStore().issue("other");

        assertThat(RawHttp.get(server.getURI(), "/jobs", singleHeader(other)).status())
                .isEqualTo(401);
    }

    private static String singleHeader(IssuedServiceToken token) {
        return "X-Api-Key: {\"cf-access-client-id\": \"%s\", \"cf-access-client-secret\": \"%s\"}"
                .formatted(token.clientId(), token.secret().reveal());
    }
}
