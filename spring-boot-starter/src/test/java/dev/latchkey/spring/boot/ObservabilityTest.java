package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.AccessMeter;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Metrics and the actuator endpoint of a running app. */
final class ObservabilityTest {

    @TempDir
    private Path directory;

    private Path file;

    private RunningApp start(Class<?> app, String exposed) throws Exception {
        file = directory.resolve("latchkey.json");
        Files.writeString(file, """
                {"applications": [
                   {"name": "app", "domain": "*", "any_valid_service_token": true},
                   {"name": "open", "domain": "*/open", "policies": [
                      {"name": "all", "decision": "bypass", "include": [{"everyone": {}}]}]}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile("reports")));
        return RunningApp.start(
                app, "latchkey.configuration=" + file, "management.endpoints.web.exposure.include=" + exposed);
    }

    @Test
    void countsDecisionsInRegistryOfApp() throws Exception {
        try (RunningApp app = start(OpenApp.class, "metrics")) {
            app.get("/whoami", Credentials.A);
            app.get("/whoami");

            MeterRegistry registry = app.context().getBean(MeterRegistry.class);
            assertThat(registry.get("latchkey.decisions")
                            .tags("outcome", "let_in", "application", "app", "presentation", "pair")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("latchkey.store.age").gauge().value()).isBetween(0.0, 60.0);
            assertThat(app.get("/actuator/metrics/latchkey.decisions", Credentials.A)
                            .body())
                    .contains("unauthenticated", "nothing_presented");
        }
    }

    @Test
    void endpointDescribesWhatIsProtected() throws Exception {
        try (RunningApp app = start(OpenApp.class, "latchkey")) {
            assertThat(app.get("/actuator/latchkey").statusCode()).isEqualTo(401);

            JsonNode described = new ObjectMapper()
                    .readTree(app.get("/actuator/latchkey", Credentials.A).body());

            assertThat(described.path("store").textValue()).isEqualTo("the file " + file);
            assertThat(described.at("/applications/0/covers/0").textValue()).isEqualTo("*");
            assertThat(described.at("/applications/1/admits").textValue())
                    .isEqualTo("admits everybody without credentials");
            assertThat(described.has("rest")).isFalse();
            assertThat(described.path("storeAgeSeconds").isNumber()).isTrue();
            assertThat(described.toString()).doesNotContain("a.access", "sha256");
        }
    }

    @Test
    void endpointIsNotExposedByDefault() throws Exception {
        try (RunningApp app = start(OpenApp.class, "health")) {
            assertThat(app.get("/actuator/latchkey", Credentials.A).statusCode())
                    .isEqualTo(404);
            assertThat(app.context().getBeansOfType(LatchkeyEndpoint.class)).isEmpty();
        }
    }

    @Test
    void listenersHearEachEventOnce() throws Exception {
        try (RunningApp app = start(ListeningApp.class, "health")) {
            app.get("/whoami", Credentials.A);

            Listener listener = app.context().getBean(Listener.class);
            assertThat(listener.events)
                    .filteredOn(AccessEvent.Decision.class::isInstance)
                    .hasSize(1);
            assertThat(listener.events)
                    .filteredOn(AccessEvent.KeysRotated.class::isInstance)
                    .hasSize(1);
            MeterRegistry registry = app.context().getBean(MeterRegistry.class);
            assertThat(registry.get("latchkey.signing.key.rotations").counter().count())
                    .isEqualTo(1);
            assertThat(app.context().getBeansOfType(AccessMeter.class)).hasSize(1);
        }
    }

    /** Keeps all events. */
    static final class Listener implements AccessEventListener {

        private final List<AccessEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(AccessEvent event) {
            events.add(event);
        }
    }

    /** An app that listens. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class ListeningApp {

        @Bean
        Listener listener() {
            return new Listener();
        }
    }
}
