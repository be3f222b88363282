package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.AccessGate;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The management API, and the actuator on a port of its own. */
@ExtendWith(OutputCaptureExtension.class)
final class ManagementTest {

    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    private static final String ACCESS = "/client/v4/accounts/" + ACCOUNT + "/access/";
    private static final String TOKEN = "m".repeat(40);
    private static final String PEPPER = "00112233445566778899aabbccddeeff";
    private static final String MANAGEMENT_PORT = "local.management.port";

    private static final String[] ONE_CLIENT = {
        "latchkey.client-id=" + Credentials.A.clientId(),
        "latchkey.client-secret-digest=" + Credentials.A.digest(),
        "management.server.port=0"
    };

    private static String[] with(String... more) {
        String[] all = new String[ONE_CLIENT.length + more.length];
        System.arraycopy(ONE_CLIENT, 0, all, 0, ONE_CLIENT.length);
        System.arraycopy(more, 0, all, ONE_CLIENT.length, more.length);
        return all;
    }

    private static Path file(Path directory) throws Exception {
        return Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [
                   {"name": "app", "domain": "*", "any_valid_service_token": true},
                   {"name": "management", "domain": "*/client/v4", "policies": [
                      {"name": "all", "decision": "bypass", "include": [{"everyone": {}}]}]}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile()));
    }

    /** Starts an app with the management API on. */
    private static RunningApp startManaged(Class<?> app, Path file, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "latchkey.management.enabled=true",
                "latchkey.management.account-id=" + ACCOUNT,
                "latchkey.management.tokens[0].name=ops",
                "latchkey.management.tokens[0].scope=write",
                "latchkey.management.tokens[0].digest="
                        + SecretHasher.sha256().digest(ClientSecret.of(TOKEN)).toStoredText(),
                (app == OwnGateApp.class ? "test.configuration=" : "latchkey.configuration=") + file));
        properties.addAll(List.of(more));
        return RunningApp.start(app, properties.toArray(String[]::new));
    }

    @Test
    void apiChangesTheStoreOfTheGateDespiteSpringSecurity(@TempDir Path directory) throws Exception {
        try (RunningApp app = startManaged(PeopleAndMachinesApp.class, file(directory))) {
            String keys = ACCESS + "keys/rotate";

            HttpResponse<String> rotated = app.send("POST", keys, List.of("Authorization", "Bearer " + TOKEN));

            assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
            assertThat(app.send("POST", keys, List.of("Authorization", "Bearer x"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    /** Spring's filter for these headers trusts every client. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded"})
    void apiCountsGuessesByConnectionNotByForgedAddress(String header, CapturedOutput output, @TempDir Path directory)
            throws Exception {
        try (RunningApp app =
                startManaged(OpenApp.class, file(directory), "server.forward-headers-strategy=framework")) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 1; i <= 11; i++) {
                String forged = (header.equals("Forwarded") ? "for=" : "") + "203.0.113." + i;
                statuses.add(app.send("GET", ACCESS + "keys", List.of(header, forged))
                        .statusCode());
            }

            assertThat(statuses).startsWith(401, 401).endsWith(401, 429);
        }
        assertThat(output.getAll())
                .contains("refused status=429", "from=127.0.0.1")
                .doesNotContain("from=203.0.113.");
    }

    @Test
    void apiUsesThePepperBesideAGateOfTheApp(@TempDir Path directory) throws Exception {
        try (RunningApp app = startManaged(OwnGateApp.class, file(directory), "latchkey.pepper=" + PEPPER)) {
            JsonFileStore store = app.context().getBean(JsonFileStore.class);
            UUID id = store.findByClientId(Credentials.A.clientId()).id();

            HttpResponse<String> rotated = app.send(
                    "POST", ACCESS + "service_tokens/" + id + "/rotate", List.of("Authorization", "Bearer " + TOKEN));

            assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
            assertThat(store.findById(id).digest().algorithm()).isEqualTo(SecretDigest.Algorithm.HMAC_SHA_256);
        }
    }

    /** An app with a gate and a store of its own, which the API changes. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class OwnGateApp {

        @Bean
        JsonFileStore ownStore(@Value("${test.configuration}") Path file) throws Exception {
            return JsonFileStore.builder(file)
                    .secretHasher(SecretHasher.peppered(PEPPER))
                    .open();
        }

        @Bean
        AccessGate ownGate(JsonFileStore store) {
            return AccessGate.builder()
                    .secretHasher(SecretHasher.peppered(PEPPER))
                    .store(store)
                    .build();
        }
    }

    @Test
    void namesPropertiesOfTheApiAtFault(@TempDir Path directory) throws Exception {
        Path file = file(directory);
        assertThatThrownBy(() -> RunningApp.start(
                                OpenApp.class,
                                "latchkey.configuration=" + file,
                                "latchkey.management.enabled=true",
                                "latchkey.management.account-id=short",
                                "latchkey.management.tokens[0].name=ops",
                                "latchkey.management.tokens[0].scope=admin",
                                "latchkey.management.tokens[0].digest=" + TOKEN)
                        .close())
                .rootCause()
                .isInstanceOf(LatchkeyStartException.class)
                .hasMessageContainingAll(
                        "latchkey.management.account-id: must be 32 hex characters",
                        "latchkey.management.tokens[0].scope: must be read or write")
                .hasMessageNotContaining(TOKEN);
    }

    /** The binder accepts all of these, so they must protect. */
    @ParameterizedTest
    @ValueSource(strings = {"protect", "PROTECT", "protect ", "pro-tect"})
    void protectsSeparateManagementPort(String protect) {
        try (RunningApp app = RunningApp.start(OpenApp.class, with("latchkey.management-port=" + protect))) {
            assertThat(app.send(MANAGEMENT_PORT, "GET", "/actuator/health", List.of())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(app.send(MANAGEMENT_PORT, "GET", "/actuator/health", Credentials.A.headers())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** An app that registers its own filter has no bean of the gate. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class OwnFilterApp {

        @Bean
        FilterRegistrationBean<AccessFilter> ownFilter() {
            return new FilterRegistrationBean<>(new AccessFilter(
                    AccessGate.builder().store(new InMemoryStore()).build()));
        }
    }

    @Test
    void leavesManagementPortOpenBesideAFilterOfTheApp() {
        try (RunningApp app =
                RunningApp.start(OwnFilterApp.class, "management.server.port=0", "latchkey.management-port=open")) {
            assertThat(app.send(MANAGEMENT_PORT, "GET", "/actuator", List.of()).statusCode())
                    .isEqualTo(200);
            assertThat(app.get("/whoami").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void leavesManagementPortOpenOnRequest() {
        try (RunningApp app = RunningApp.start(OpenApp.class, with("latchkey.management-port=open"))) {
            assertThat(app.send(MANAGEMENT_PORT, "GET", "/actuator", List.of()).statusCode())
                    .isEqualTo(200);
            assertThat(app.get("/whoami").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void protectsActuatorOnTheSamePort() {
        try (RunningApp app = RunningApp.start(OpenApp.class, ONE_CLIENT[0], ONE_CLIENT[1])) {
            assertThat(app.get("/actuator/health").statusCode()).isEqualTo(401);
            assertThat(app.get("/actuator/health", Credentials.A).statusCode()).isEqualTo(200);
        }
    }
}
