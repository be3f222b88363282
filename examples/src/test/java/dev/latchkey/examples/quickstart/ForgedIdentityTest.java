package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.RawHttp;
import dev.latchkey.testsupport.RawHttp.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 5: Cf-Access-Jwt-Assertion, over a socket")
final class ForgedIdentityTest {

    private final InMemoryStore store = new InMemoryStore();
    private final IssuedServiceToken ci = store.issue("ci");
    private Server server;

    @BeforeEach
    void start() throws Exception {
        AccessGate gate = AccessGate.builder()
                .credentialStore(store)
                .application(Application.named("main")
                        .domain("*")
                        .anyValidServiceToken(true)
                        .build())
                .build();
        ServletContextHandler app = QuickStart.app(gate);
        app.addServlet(AssertionServlet.class, "/assertion");
        server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(app);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cf-Access-Jwt-Assertion", "CF-ACCESS-JWT-ASSERTION"})
    void showsTheAppOnlyTheTrueToken(String name) throws Exception {
        Answer answer = RawHttp.get(
                server.getURI(),
                "/assertion",
                "CF-Access-Client-Id: " + ci.clientId(),
                "CF-Access-Client-Secret: " + ci.secret().reveal(),
                name + ": forged");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("[" + answer.cookie() + "]");
    }

    /** Answers every value of the header. */
    public static final class AssertionServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(Collections.list(request.getHeaders("Cf-Access-Jwt-Assertion")));
        }
    }
}
