package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

/** WebSocket handshakes, which Tomcat and Jetty answer in filters of their own. */
final class WebSocketTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** How many connections the endpoint has seen. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    @TempDir
    static Path directory;

    private static RunningApp app;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [{"name": "app", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile()));
        app = RunningApp.start(WebSocketApp.class, "latchkey.configuration=" + file);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** Returns the first message, or the answer to a handshake that was refused. */
    private static CompletableFuture<String> open(List<String> headers) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        for (int i = 0; i < headers.size(); i += 2) {
            builder.header(headers.get(i), headers.get(i + 1));
        }
        String port = app.context().getEnvironment().getRequiredProperty("local.server.port");
        builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        text.append(data);
                        socket.request(1);
                        if (!last) {
                            return null;
                        }
                        first.complete(text.toString());
                        return socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
                    }
                })
                .exceptionally(failure -> {
                    first.completeExceptionally(
                            failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
                    return null;
                });
        return first.orTimeout(30, TimeUnit.SECONDS);
    }

    private static String server() {
        ServletContext context = ((WebApplicationContext) app.context()).getServletContext();
        return context.getServerInfo().toLowerCase(Locale.ROOT);
    }

    private static void assertRefused(int status, List<String> headers) {
        int before = OPENED.get();
        assertThat(open(headers))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
        assertThat(OPENED).hasValue(before);
    }

    @Test
    void runsOnTheServerThatTheBuildChose() {
        assertThat(server()).contains(System.getProperty("test.server", "tomcat"));
    }

    @Test
    void rejectsHandshakeWithoutValidCredentials() {
        assertRefused(401, List.of());
        assertRefused(401, new Credentials("a.access", "x".repeat(40)).headers());
        assertRefused(401, List.of("Cookie", "CF_Authorization=x.y.z"));
    }

    /** Jetty 12.0 shows endpoints the headers as the client sent them, so it must not get any with a secret. */
    @Test
    void handshakeWithCredentialsNeverShowsSecret() {
        if (server().startsWith("jetty/12.0.")) {
            assertRefused(403, Credentials.A.headers());
        } else {
            assertThat(open(Credentials.A.headers()).join())
                    .isEqualTo("principal=a.access assertion=true secret=false");
        }
    }

    @Test
    void sessionCookieOpensWebSocket() {
        String cookie = app.get("/whoami", Credentials.A)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();

        assertThat(open(List.of("Cookie", cookie.replaceFirst(";.*", ""))).join())
                .startsWith("principal=a.access")
                .endsWith("secret=false");
    }

    /** Sends what it saw of the handshake. */
    @ServerEndpoint(value = "/ws", configurator = Seen.class)
    public static final class Endpoint {

        /** Sends the text that {@link Seen} kept. */
        @OnOpen
        public void open(Session session) throws IOException {
            OPENED.incrementAndGet();
            session.getBasicRemote()
                    .sendText((String) session.getUserProperties().get("seen"));
        }
    }

    /** Keeps what the handshake showed. */
    public static final class Seen extends ServerEndpointConfig.Configurator {

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            Principal principal = request.getUserPrincipal();
            Map<String, List<String>> headers = request.getHeaders();
            config.getUserProperties()
                    .put(
                            "seen",
                            "principal=" + (principal == null ? "nobody" : principal.getName()) + " assertion="
                                    + has(headers, "Cf-Access-Jwt-Assertion") + " secret="
                                    + has(headers, "CF-Access-Client-Secret"));
        }

        private static boolean has(Map<String, List<String>> headers, String name) {
            return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
        }
    }

    /** An app with that endpoint. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class WebSocketApp {

        @Bean
        ServerEndpointExporter endpoints() {
            ServerEndpointExporter exporter = new ServerEndpointExporter();
            exporter.setAnnotatedEndpointClasses(Endpoint.class);
            return exporter;
        }
    }
}
