package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.AccessMeter;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.store.StoreUnavailableException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

@DisplayName("init parameters")
final class WebXmlConfigurationTest {

    private static final String PEPPER = "00112233445566778899aabbccddeeff";

    @TempDir
    private Path directory;

    private final ServletContext context = mock(ServletContext.class);
    private final Map<String, String> environment = Map.of("SERVICE_SECRET", TestGate.SECRET, "PEPPER", PEPPER);
    private final WebXmlConfiguration configuration =
            new WebXmlConfiguration(new ParameterExpansion(name -> null, environment::get), InstantSource.system());

    private ConfiguredGate open(String... namesAndValues) throws ServletException {
        return configuration.open(TestFilterConfig.of(context, namesAndValues));
    }

    private static String digest() throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(TestGate.SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    private static PlainRequest request() {
        return PlainRequest.get("https://any.example.com/here")
                .header("CF-Access-Client-Id", TestGate.ID)
                .header("CF-Access-Client-Secret", TestGate.SECRET);
    }

    private static AccessDecision.LetIn letIn(AccessGate gate) {
        AccessDecision decision = gate.decide(request());
        assertThat(decision).isInstanceOf(AccessDecision.LetIn.class);
        return (AccessDecision.LetIn) decision;
    }

    private static String document(String digest) {
        return """
                {"organization": {"auth_domain": "team.example.com"},
                 "applications": [{"name": "from the file", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [{"client_id": "%s", "name": "job", "duration": "forever",
                                     "client_secret_digest": "%s"}]}
                """.formatted(TestGate.ID, digest);
    }

    @Test
    void needsOnlyClientIdAndDigest() throws Exception {
        try (ConfiguredGate made = open("client-id", TestGate.ID, "client-secret-digest", digest())) {
            AccessDecision.LetIn letIn = letIn(made.gate());

            Application application = letIn.application();
            assertThat(application.name()).isEqualTo("app");
            assertThat(application.domain()).isEqualTo("*");
            assertThat(letIn.setCookie()).startsWith("CF_Authorization=");
            assertThat(made.gate()
                            .decide(PlainRequest.get("http://any.example.com/"))
                            .reason())
                    .isEqualTo(Reason.NOTHING_PRESENTED);
        }
    }

    @Test
    void readsSecretFromEnvironment() throws Exception {
        try (ConfiguredGate made = open("client-id", TestGate.ID, "client-secret", " %{env:SERVICE_SECRET}\n")) {
            assertThat(letIn(made.gate()).identity().clientId()).isEqualTo(TestGate.ID);
        }
    }

    @Test
    void usesDisplayNameOfWebApp() throws Exception {
        when(context.getServletContextName()).thenReturn("Orders");
        try (ConfiguredGate made = open("client-id", TestGate.ID, "client-secret-digest", digest())) {
            assertThat(letIn(made.gate()).application().name()).isEqualTo("Orders");
        }
    }

    @Test
    void acceptsEverySetting() throws Exception {
        try (ConfiguredGate made = open(
                "client-id", TestGate.ID,
                "client-secret", "%{SERVICE_SECRET}",
                "application-name", "jobs",
                "domain", "*.example.com/here",
                "read-service-tokens-from-header", "X-Api-Key",
                "single-header-schemes", "json, basic bearer",
                "shared-caching", "true",
                "session-duration", "30m",
                "auth-domain", "team.example.com",
                "strict-service-token-auth", "true",
                "deny-unmatched-requests", "false",
                "explain-denials", "true",
                "always-secure-cookie", "true",
                "pepper", "%{PEPPER}",
                "key-file", directory.resolve("keys.json").toString())) {
            AccessDecision.LetIn letIn = letIn(made.gate());

            Application application = letIn.application();
            assertThat(application.name()).isEqualTo("jobs");
            assertThat(application.domain()).isEqualTo("*.example.com/here");
            assertThat(application.settings().readServiceTokensFromHeader()).isEqualTo("X-Api-Key");
            assertThat(application.settings().singleHeaderSchemes()).hasSize(3);
            assertThat(application.settings().sharedCaching()).isTrue();
            assertThat(application.settings().sessionDuration()).hasMinutes(30);
            assertThat(letIn.setCookie()).isNull();
            assertThat(made.gate().decide(PlainRequest.get("https://any.example.com/elsewhere")))
                    .isInstanceOf(AccessDecision.Passed.class);
            AccessDecision denied = made.gate().decide(PlainRequest.get("https://any.example.com/here"));
            assertThat(((AccessDecision.Denied) denied).denial().explained()).isTrue();
        }
        assertThat(directory.resolve("keys.json")).isRegularFile();
    }

    @Test
    void keyFileKeepsSessionsAndTheirEndsOverRestarts() throws Exception {
        String keys = directory.resolve("keys.json").toString();
        survivesRestarts("client-id", TestGate.ID, "client-secret-digest", digest(), "key-file", keys);

        assertThat(directory.resolve("keys.sessions.json")).isRegularFile();
    }

    @Test
    void keyFileKeepsSessionsOfResourceOverRestarts() throws Exception {
        Files.writeString(directory.resolve("access.json"), document(digest()));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            when(context.getClassLoader()).thenReturn(loader);
            String keys = directory.resolve("kept.json").toString();
            survivesRestarts("configuration", "classpath:access.json", "key-file", keys);
        }
        assertThat(directory.resolve("kept.sessions.json")).isRegularFile();
    }

    /** Checks that a session is valid after a restart, and that its end is after another one. */
    private void survivesRestarts(String... parameters) throws ServletException {
        PlainRequest request;
        try (ConfiguredGate made = open(parameters)) {
            String jwt = letIn(made.gate()).applicationToken();
            request = PlainRequest.get("https://a.example/").header("cf-access-token", jwt);
        }
        try (ConfiguredGate made = open(parameters)) {
            assertThat(made.gate().decide(request)).isInstanceOf(AccessDecision.LetIn.class);
            assertThat(made.gate().endSession(request)).isInstanceOf(AccessGate.Answer.Good.class);
        }
        try (ConfiguredGate made = open(parameters)) {
            assertThat(made.gate().decide(request).reason()).isEqualTo(Reason.SESSION_REVOKED);
        }
    }

    @Test
    void readsFileAndKeepsKeysBesideIt() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), document(digest()));
        try (ConfiguredGate made = open("configuration", file.toString())) {
            assertThat(letIn(made.gate()).application().name()).isEqualTo("from the file");
        }
        assertThat(directory.resolve("latchkey.keys.json")).isRegularFile();
    }

    @Test
    void acceptsPepperedDigestsInFile() throws Exception {
        String digest = SecretHasher.peppered(HexFormat.of().parseHex(PEPPER))
                .digest(ClientSecret.of(TestGate.SECRET))
                .toStoredText();
        Path file = Files.writeString(directory.resolve("latchkey.json"), document(digest));

        try (ConfiguredGate made = open("configuration", file.toString(), "pepper", "ABEiM0RVZneImaq7zN3u/w==")) {
            letIn(made.gate());
        }
        assertThatThrownBy(() -> open("configuration", file.toString()))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("client_secret_digest")
                .hasMessageNotContaining(digest.substring(12));
    }

    @Test
    void readsFileOfUnpackedWebApp() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), document(digest()));
        when(context.getRealPath("/WEB-INF/latchkey.json")).thenReturn(file.toString());

        for (String location : new String[] {"WEB-INF/latchkey.json", "/WEB-INF/latchkey.json"}) {
            try (ConfiguredGate made = open("configuration", location)) {
                letIn(made.gate());
            }
        }
        assertThat(directory.resolve("latchkey.keys.json")).isRegularFile();
    }

    @Test
    void readsFileOfPackedWebAppOnce() throws Exception {
        when(context.getResourceAsStream("/WEB-INF/latchkey.json"))
                .thenAnswer(call -> new ByteArrayInputStream(document(digest()).getBytes(StandardCharsets.UTF_8)));

        try (ConfiguredGate made = open("configuration", "WEB-INF/latchkey.json")) {
            when(context.getResourceAsStream("/WEB-INF/latchkey.json")).thenReturn(null);
            letIn(made.gate());
        }
    }

    @Test
    void readsClassPathResourceWithKeyFile() throws Exception {
        Files.writeString(directory.resolve("access.json"), document(digest()));
        Path keys = directory.resolve("kept.json");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            when(context.getClassLoader()).thenReturn(loader);
            try (ConfiguredGate made = open("configuration", "classpath:access.json", "key-file", keys.toString())) {
                letIn(made.gate());
            }
        }
        assertThat(keys).isRegularFile();
        assertThat(directory.resolve("access.keys.json")).doesNotExist();
    }

    @Test
    void reportsEveryInvalidParameter() {
        assertThatThrownBy(() -> open(
                        "client-id", "not a token",
                        "client-secret-digest", "abc",
                        "domain", "http://example.com",
                        "read-service-tokens-from-header", "Cookie",
                        "single-header-schemes", "xml",
                        "session-duration", "a while",
                        "auth-domain", "https://team.example.com",
                        "strict-service-token-auth", "yes",
                        "pepper", "c2hvcnQ=",
                        "key-file", "%{NOWHERE}",
                        "explain-denials", " ",
                        "reload", "true"))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("the filter gate cannot start: init parameters: ")
                .hasMessageContaining("client-secret-digest: ")
                .hasMessageContaining("domain: ")
                .hasMessageContaining("read-service-tokens-from-header: must not be Cookie")
                .hasMessageContaining("single-header-schemes: must be one of json, basic, bearer")
                .hasMessageContaining("session-duration: not a duration")
                .hasMessageContaining("auth-domain: ")
                .hasMessageContaining("strict-service-token-auth: must be true or false")
                .hasMessageContaining("pepper: must be at least 16 bytes")
                .hasMessageContaining("key-file: needs the variable NOWHERE, which is not set")
                .hasMessageContaining("explain-denials: must not be blank")
                .hasMessageContaining("reload: unknown init parameter of this filter")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "client-id,        not a token, client-id: must be 1 to 256 characters",
        "application-name, %{NOWHERE},  'application-name: needs the variable NOWHERE, which is not set'",
        "domain,           a..b,        domain: ",
        "unheard-of,       x,           unheard-of: unknown init parameter of this filter",
        "single-header-schemes, json,   single-header-schemes: has no effect unless read-service-tokens-from-header is set",
        "client-secret,    abc,         client-secret: cannot be combined with client-secret-digest",
        "configuration,    a.json,      'client-id: cannot be combined with configuration; the file holds the whole configuration'",
    })
    void rejects(String name, String value, String message) throws Exception {
        Map<String, String> parameters =
                new java.util.LinkedHashMap<>(Map.of("client-id", TestGate.ID, "client-secret-digest", digest()));
        parameters.put(name, value);

        assertThatThrownBy(() -> configuration.open(new TestFilterConfig(context, parameters)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining(message);
    }

    @Test
    void reportsMissingParameters() {
        assertThatThrownBy(() -> open())
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("client-id: is missing")
                .hasMessageContaining("client-secret-digest: is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 256})
    void acceptsSecretsUpToTheirLimits(int length) throws Exception {
        open("client-id", TestGate.ID, "client-secret", "a".repeat(length)).close();

        for (int other : new int[] {31, 257}) {
            assertThatThrownBy(() -> open("client-id", TestGate.ID, "client-secret", "a".repeat(other)))
                    .hasMessageContaining("client-secret: must be 32 to 256 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "with a blank but more than long enough, thirty-two characters",
                "päßword-of-thirty-two-characters-"
            })
    void rejectsWeakSecretWithoutRepeatingIt(String secret) {
        assertThatThrownBy(() -> open("client-id", TestGate.ID, "client-secret", secret))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("client-secret: must be 32 to 256 characters")
                .hasMessageNotContaining(secret);
    }

    @Test
    void rejectsVariableNameAsSecret() {
        assertThatThrownBy(
                        () -> open("client-id", TestGate.ID, "client-secret", "NIGHTLY_JOB_CLIENT_SECRET_OF_SERVICE"))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("client-secret: looks like the name of an environment variable");
    }

    @Test
    void requiresPepperForPepperedDigest() {
        assertThatThrownBy(
                        () -> open("client-id", TestGate.ID, "client-secret-digest", "hmac-sha256:" + "0".repeat(64)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("client-secret-digest: uses hmac-sha256, which requires pepper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere/latchkey.json", "classpath:nowhere.json", "WEB-INF/nowhere.json"})
    void rejectsMissingConfiguration(String location) {
        when(context.getClassLoader()).thenReturn(getClass().getClassLoader());

        assertThatThrownBy(() -> open("configuration", location))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("configuration: names ")
                .hasMessageContaining("nowhere");
    }

    /** A directory that only an administrator writes to, such as a Kubernetes ConfigMap. */
    @Test
    void keepsKeysInSeparateFile() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), document(digest()));
        Path keys = Files.createDirectory(directory.resolve("state")).resolve("keys.json");

        try (ConfiguredGate made = open("configuration", file.toString(), "key-file", keys.toString())) {
            letIn(made.gate());
        }

        assertThat(keys).isRegularFile();
        assertThat(directory.resolve("latchkey.keys.json")).doesNotExist();
    }

    @Test
    void rejectsUnwritableKeyFile() throws IOException {
        Path file = Files.writeString(directory.resolve("latchkey.json"), "{}");
        Path keys = directory.resolve("nowhere").resolve("keys.json");

        assertThatThrownBy(() -> open("configuration", file.toString(), "key-file", keys.toString()))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("cannot start: ")
                .hasMessageContaining(keys.toString())
                .hasMessageContaining("does not exist");
    }

    @Test
    void rejectsInvalidFile() throws IOException {
        Path file = Files.writeString(directory.resolve("latchkey.json"), "{\"applications\": [{}]");

        assertThatThrownBy(() -> open("configuration", file.toString()))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("latchkey.json");
    }

    /** Counts decisions and other events. */
    private static final class CountingMeter implements AccessMeter, AutoCloseable {

        private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        private final List<AccessEvent> events = new CopyOnWriteArrayList<>();
        private boolean closed;

        @Override
        public void start(AccessGate gate) {}

        @Override
        public void onDecision(
                Outcome outcome, Reason reason, @Nullable String application, @Nullable Presentation presentedAs) {
            outcomes.add(outcome);
        }

        @Override
        public void onSampledDuration(long nanos) {}

        @Override
        public void onEvent(AccessEvent event) {
            events.add(event);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void tellsMeterOfContextAndClosesIt() throws Exception {
        CountingMeter meter = new CountingMeter();
        when(context.getAttribute(AccessFilter.METER)).thenReturn(meter);

        try (ConfiguredGate made = open("client-id", TestGate.ID, "client-secret-digest", digest())) {
            letIn(made.gate());
            made.gate().decide(PlainRequest.get("http://any.example.com/"));
            assertThat(meter.outcomes).containsExactly(Outcome.LET_IN, Outcome.UNAUTHENTICATED);
            assertThat(meter.closed).isFalse();
        }
        assertThat(meter.closed).isTrue();
    }

    @Test
    void closesMeterOfContextIfItCannotStart() {
        CountingMeter meter = new CountingMeter();
        when(context.getAttribute(AccessFilter.METER)).thenReturn(meter);

        assertThatThrownBy(() -> open("client-id", TestGate.ID)).isInstanceOf(ServletException.class);

        assertThat(meter.closed).isTrue();
    }

    @Test
    void closesGateAndStoreOfItsFile() throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, document("sha256:" + digest()));
        ConfiguredGate made = open("configuration", file.toString());
        letIn(made.gate());
        ArgumentCaptor<Administration> shared = ArgumentCaptor.forClass(Administration.class);
        verify(context).setAttribute(eq(AccessFilter.ADMINISTRATION), shared.capture());

        made.close();

        assertThat(Files.readString(directory.resolve("latchkey.usage.json")))
                .as("what the gate writes last")
                .contains("last_seen_at");
        assertThatThrownBy(() -> shared.getValue().serviceTokens().create("late", null))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("IllegalStateException");
        verify(context).removeAttribute(AccessFilter.ADMINISTRATION);
    }

    @Test
    void tellsMeterOfContextWhatAdministrationChanges() throws Exception {
        CountingMeter meter = new CountingMeter();
        when(context.getAttribute(AccessFilter.METER)).thenReturn(meter);
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, document("sha256:" + digest()));

        try (ConfiguredGate made = open("configuration", file.toString())) {
            letIn(made.gate());
            ArgumentCaptor<Administration> shared = ArgumentCaptor.forClass(Administration.class);
            verify(context).setAttribute(eq(AccessFilter.ADMINISTRATION), shared.capture());
            shared.getValue().serviceTokens().create("another", null);
        }

        assertThat(meter.outcomes).containsExactly(Outcome.LET_IN);
        assertThat(meter.events).anyMatch(AccessEvent.Change.class::isInstance);
    }

    @Test
    void refusesMeterOfAnotherClassLoader() {
        when(context.getAttribute(AccessFilter.METER)).thenReturn(new Object());

        assertThatThrownBy(() -> open("client-id", TestGate.ID, "client-secret-digest", digest()))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining(
                        "the context attribute dev.latchkey.servlet.meter must hold an AccessMeter of this"
                                + " web app, not a java.lang.Object");
    }
}
