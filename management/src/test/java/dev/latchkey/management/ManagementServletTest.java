package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.NullSettings;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 3: the servlet")
final class ManagementServletTest {

    private static final String DIGEST = ManagedApp.digest(ManagedApp.WRITE).toStoredText();
    private static final String KEYS = ManagedApp.ACCESS + "keys";
    private static final String BEARER = "Authorization: Bearer " + ManagedApp.WRITE;

    private final Administration administration =
            Administration.builder(new InMemoryStore()).build();

    @TempDir
    private Path directory;

    private ManagementServlet.Builder builder() {
        return ManagementServlet.builder(administration)
                .accountId(ManagedApp.ACCOUNT)
                .token("ops", ManagementToken.Scope.WRITE, ManagedApp.digest(ManagedApp.WRITE));
    }

    @Test
    void rejectsNullSettings() throws Exception {
        assertThat(NullSettings.acceptedBy(builder(), "ops", ManagedApp.digest(ManagedApp.WRITE)))
                .isEmpty();
    }

    @Test
    void worksAsItIsRegistered() throws Exception {
        JettyApp app = JettyApp.at("/");
        String accountId = ManagedApp.ACCOUNT;
        SecretDigest digest = ManagedApp.digest(ManagedApp.WRITE);
        // @start region="register"
        ServletContextListener listener = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                ManagementServlet.builder(administration)
                        .accountId(accountId)
                        .token("ops", ManagementToken.Scope.WRITE, digest)
                        .build()
                        .register(event.getServletContext(), "/client/v4/*");
            }
        };
        // @end
        app.context().addEventListener(listener);
        try (app) {
            app.start();

            assertThat(app.get(KEYS).status()).isEqualTo(401);
            assertThat(app.get(KEYS, BEARER).status()).isEqualTo(200);
        }
    }

    @Test
    void worksInAWebAppThatIsNotTheRoot() throws Exception {
        try (JettyApp app = JettyApp.at("/app")) {
            app.context().addServlet(new ServletHolder(builder().build()), "/api/*");
            app.start();

            String below = KEYS.substring("/client/v4".length());
            assertThat(app.get("/app/api" + below, BEARER).status()).isEqualTo(200);
        }
    }

    @Test
    void answersRequestsOnlyAndNoForwards() throws Exception {
        try (JettyApp app = JettyApp.at("/")
                .page(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher(KEYS).forward(request, response))) {
            app.context().addServlet(new ServletHolder(builder().build()), "/client/v4/*");
            app.start();

            assertThat(Reply.of(app.get("/forward", BEARER)).expect(404).codes())
                    .containsExactly(7000);
            assertThat(app.get(KEYS, BEARER).status()).isEqualTo(200);
        }
    }

    @Test
    void registersItselfOnceAndForAPathAndAllBelow() {
        ServletContext context = mock(ServletContext.class);
        ManagementServlet servlet = builder().build();
        assertThatThrownBy(() -> servlet.register(context, "/client/v4/*"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(ManagementServlet.NAME);
        for (String mapping : List.of("/client/v4", "/", "*.json", "client/*")) {
            assertThatThrownBy(() -> servlet.register(context, mapping)).isInstanceOf(IllegalArgumentException.class);
        }
        ServletRegistration.Dynamic registration = mock(ServletRegistration.Dynamic.class);
        when(context.addServlet(eq(ManagementServlet.NAME), any(ManagementServlet.class)))
                .thenReturn(registration);
        when(registration.addMapping("/taken/*")).thenReturn(Set.of("/taken/*"));

        assertThat(servlet.register(context, "/client/v4/*")).isSameAs(registration);

        verify(registration).addMapping("/client/v4/*");
        assertThatThrownBy(() -> servlet.register(context, "/taken/*")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotStartWithoutAManagementToken() {
        assertThatThrownBy(() -> ManagementServlet.builder(administration).build())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults())
                                .extracting(Fault::pointer)
                                .containsExactly("/account_id", "/tokens"));
    }

    @Test
    void namesEverythingThatIsWrongWithItsTokens() {
        SecretDigest peppered = SecretDigest.parse("hmac-sha256:" + "0".repeat(64));
        ManagementServlet.Builder wrong = builder()
                .accountId("x")
                .token("ops", ManagementToken.Scope.READ, ManagedApp.digest("other"))
                .token("copy", ManagementToken.Scope.READ, ManagedApp.digest(ManagedApp.WRITE))
                .token("two words", ManagementToken.Scope.READ, peppered);

        assertThatThrownBy(wrong::build)
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults())
                                .extracting(Fault::pointer)
                                .containsExactly(
                                        "/account_id",
                                        "/tokens/1/name",
                                        "/tokens/2/digest",
                                        "/tokens/3/digest",
                                        "/tokens/3/name"));
    }

    @Test
    void comparesPepperedAndPlainDigests() throws Exception {
        SecretHasher hasher = SecretHasher.peppered("0123456789abcdef0123456789abcdef");
        ManagementServlet servlet = builder()
                .token("peppered", ManagementToken.Scope.READ, hasher.digest(ClientSecret.of(ManagedApp.READ)))
                .secretHasher(hasher)
                .build();
        try (JettyApp app = JettyApp.at("/")) {
            app.context().addServlet(new ServletHolder(servlet), "/client/v4/*");
            app.start();

            assertThat(app.get(KEYS, BEARER).status()).isEqualTo(200);
            assertThat(app.get(KEYS, "Authorization: Bearer " + ManagedApp.READ).status())
                    .isEqualTo(200);
        }
    }

    private Path file() throws Exception {
        return Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [
                  {"name": "all", "domain": "*", "any_valid_service_token": true},
                  {"name": "api", "domain": "*/client", "policies": [
                    {"name": "p", "decision": "bypass", "include": [{"everyone": {}}]}]}]}""");
    }

    private static ServletHolder servlet(Map<String, String> parameters) {
        ServletHolder holder = new ServletHolder("api", ManagementServlet.class);
        holder.setInitParameters(parameters);
        holder.setInitOrder(1);
        return holder;
    }

    private static Map<String, String> good() {
        return Map.of(
                "account-id",
                ManagedApp.ACCOUNT,
                "management-tokens",
                "ops write " + DIGEST + ",\n x read " + "0".repeat(64));
    }

    @Test
    void sharesTheStoreOfTheFilterInItsWebApp() throws Exception {
        try (JettyApp app = JettyApp.at("/").page("/*", (request, response) -> {})) {
            FilterHolder filter = new FilterHolder(AccessFilter.class);
            filter.setInitParameter("configuration", file().toString());
            app.context().addFilter(filter, "/*", null);
            app.context().addServlet(servlet(good()), "/client/v4/*");
            app.start();

            RawAnswer created = post(app);

            Reply token = Reply.of(created).expect(201);
            assertThat(app.get(
                                    "/",
                                    "CF-Access-Client-Id: " + token.text("client_id"),
                                    "CF-Access-Client-Secret: " + token.text("client_secret"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void answers503IfFileIsBroken() throws Exception {
        try (JettyApp app = JettyApp.at("/")) {
            Path file = file();
            FilterHolder filter = new FilterHolder(AccessFilter.class);
            filter.setInitParameter("configuration", file.toString());
            app.context().addFilter(filter, "/*", null);
            app.context().addServlet(servlet(good()), "/client/v4/*");
            app.start();

            Files.writeString(file, "{\"applications\": [");

            assertThat(Reply.of(post(app)).expect(503).raw().body()).doesNotContain("latchkey.json");
            assertThat(app.get(KEYS, BEARER).status()).isEqualTo(200);
        }
    }

    private static RawAnswer post(JettyApp app) throws Exception {
        String body = "{\"name\": \"ci\"}";
        String request = "POST " + ManagedApp.ACCESS + "service_tokens HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + BEARER + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return RawAnswer.to(app.port(), request.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void opensAFileOfItsOwnWhereNoFilterHasOne() throws Exception {
        try (JettyApp app = JettyApp.at("/")) {
            Map<String, String> parameters = Map.of(
                    "account-id",
                    ManagedApp.ACCOUNT,
                    "management-tokens",
                    "ops write " + DIGEST,
                    "configuration",
                    file().toString(),
                    "pepper",
                    "0123456789abcdef0123456789abcdef");
            app.context().addServlet(servlet(parameters), "/client/v4/*");
            app.start();

            assertThat(app.get(KEYS, BEARER).status()).isEqualTo(200);
        }
    }

    @Test
    void rotatesTheKeysInTheKeyFileOfItsFile() throws Exception {
        Path keyFile = directory.resolve("elsewhere.json");
        try (JettyApp app = JettyApp.at("/")) {
            Map<String, String> parameters = new HashMap<>(good());
            parameters.put("configuration", file().toString());
            parameters.put("key-file", keyFile.toString());
            app.context().addServlet(servlet(parameters), "/client/v4/*");
            app.start();

            String request = "POST " + ManagedApp.ACCESS + "keys/rotate HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    + BEARER + "\r\nContent-Length: 0\r\n\r\n";
            RawAnswer rotated = RawAnswer.to(app.port(), request.getBytes(StandardCharsets.US_ASCII));

            assertThat(rotated.status()).isEqualTo(200);
            assertThat(keyFile).exists();
            assertThat(directory.resolve("latchkey.keys.json")).doesNotExist();
        }
    }

    @Test
    void doesNotStartWithParametersThatAreWrong() throws Exception {
        assertRefused(Map.of(), "account-id", "management-tokens", "configuration");
        assertRefused(
                Map.of(
                        "account-id",
                        "x",
                        "management-tokens",
                        "ops write " + DIGEST + ", ops " + DIGEST + ", ops all " + DIGEST,
                        "pepper",
                        "short",
                        "key-file",
                        "keys.json",
                        "user",
                        "x"),
                "account-id",
                "key-file: requires configuration",
                "number 2",
                "number 3",
                "pepper",
                "user: unknown init parameter of this servlet");
        assertRefused(
                Map.of(
                        "account-id",
                        ManagedApp.ACCOUNT,
                        "management-tokens",
                        "ops write " + DIGEST,
                        "configuration",
                        directory.resolve("nothing.json").toString()),
                "nothing.json");
    }

    private static void assertRefused(Map<String, String> parameters, String... said) {
        try (JettyApp app = JettyApp.at("/")) {
            app.context().addServlet(servlet(parameters), "/client/v4/*");
            assertThatThrownBy(app::start)
                    .isInstanceOf(ServletException.class)
                    .hasMessageContainingAll(said)
                    .message()
                    .doesNotContain(DIGEST.substring(7));
        }
    }

    @Test
    void takesNoParametersWhereItWasBuilt() {
        try (JettyApp app = JettyApp.at("/")) {
            ServletHolder holder = new ServletHolder("api", builder().build());
            holder.setInitParameter("account-id", ManagedApp.ACCOUNT);
            holder.setInitOrder(1);
            app.context().addServlet(holder, "/client/v4/*");

            assertThatThrownBy(app::start).hasMessageContaining("must not have init parameters");
        }
    }
}
