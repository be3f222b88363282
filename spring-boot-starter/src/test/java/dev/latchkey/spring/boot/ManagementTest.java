package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.AccessGate;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.memory.InMemoryStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The management API, and the actuator on a port of its own. */
final class ManagementTest {

    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "m".repeat(40);
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
                      {"name": "all", "decision": "bypass", "include": [{"everyone": {}}]}]}]}
                """);
    }

    @Test
    void apiChangesTheStoreOfTheGateDespiteSpringSecurity(@TempDir Path directory) throws Exception {
        try (RunningApp app = RunningApp.start(
                PeopleAndMachinesApp.class,
                "latchkey.configuration=" + file(directory),
                "latchkey.management.enabled=true",
                "latchkey.management.account-id=" + ACCOUNT,
                "latchkey.management.tokens[0].name=ops",
                "latchkey.management.tokens[0].scope=write",
                "latchkey.management.tokens[0].digest="
                        + SecretHasher.sha256().digest(ClientSecret.of(TOKEN)).toStoredText())) {
            String keys = "/client/v4/accounts/" + ACCOUNT + "/access/keys/rotate";

            HttpResponse<String> rotated = app.send("POST", keys, List.of("Authorization", "Bearer " + TOKEN));

            assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
            assertThat(app.send("POST", keys, List.of("Authorization", "Bearer x"))
                            .statusCode())
                    .isEqualTo(401);
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
            return LatchkeyAutoConfiguration.inFrontOfAll(
                    AccessGate.builder().store(new InMemoryStore()).build());
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
