package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.model.Application;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The gate in the actuator's health endpoint, which is on a port of its own, so that the gate does not hide it. */
final class HealthTest {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static RunningApp start(Class<?> app, String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 3);
        all[properties.length] = "management.server.port=0";
        all[properties.length + 1] = "latchkey.management-port=open";
        all[properties.length + 2] = "management.endpoint.health.show-details=always";
        return RunningApp.start(app, all);
    }

    private static HttpResponse<String> health(RunningApp app) {
        return app.send("local.management.port", "GET", "/actuator/health", List.of());
    }

    /** Returns the first answer that is as expected, or the last one in time. */
    private static HttpResponse<String> awaitHealth(RunningApp app, Predicate<HttpResponse<String>> expected) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        HttpResponse<String> answer = health(app);
        while (!expected.test(answer) && System.nanoTime() < end) {
            answer = health(app);
        }
        return answer;
    }

    private static JsonNode component(HttpResponse<String> health) throws IOException {
        return new ObjectMapper().readTree(health.body()).at("/components/latchkey");
    }

    @Test
    void isUpWithAgeOfStoreAndSigningKey(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [{"name": "app", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile()));

        try (RunningApp app = start(OpenApp.class, "latchkey.configuration=" + file)) {
            HttpResponse<String> answer = awaitHealth(app, each -> each.statusCode() == 200);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(component(answer).at("/details/storeAgeSeconds").isNumber())
                    .isTrue();
            assertThat(component(answer).at("/details/signingKeyCreatedAt").textValue())
                    .startsWith("20");
            assertThat(answer.body()).doesNotContain(Credentials.A.clientId(), "sha256");
        }
    }

    @Test
    void isDownWhenDatabaseIsUnreachableForTooLong() throws Exception {
        try (RunningApp app =
                start(DatabaseApp.class, "latchkey.data-source=database", "latchkey.fail-closed-after=500ms")) {
            assertThat(awaitHealth(app, each -> each.statusCode() == 200).statusCode())
                    .isEqualTo(200);

            app.context().getBean(Database.class).reachable = false;
            HttpResponse<String> down = awaitHealth(app, each -> each.body().contains("the store is unreachable"));

            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.body()).doesNotContain("hunter2");
            JsonNode health = component(down);
            JsonNode documented = new ObjectMapper()
                    .readTree(DocumentationTest.blocks(DocumentationTest.JSON, "docs/metrics.md")
                            .findFirst()
                            .orElseThrow());
            assertThat(health.path("status")).isEqualTo(documented.path("status"));
            assertThat(health.at("/details/problem")).isEqualTo(documented.at("/details/problem"));
            assertThat(health.path("details").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(
                            () -> documented.path("details").fieldNames());
            // Down at more than 0.5 s, of which the answer shows whole milliseconds.
            assertThat(health.at("/details/storeAgeSeconds").doubleValue()).isGreaterThanOrEqualTo(0.5);
            assertThat(app.get("/whoami", Credentials.A).statusCode()).isEqualTo(503);

            app.context().getBean(Database.class).reachable = true;
            assertThat(awaitHealth(app, each -> each.statusCode() == 200).statusCode())
                    .isEqualTo(200);
        }
    }

    /** No request comes to a node that is not ready, so the health check itself makes the gate try again. */
    @Test
    void isOutOfServiceUntilThereIsSigningKey() {
        try (RunningApp app = start(KeylessApp.class)) {
            HttpResponse<String> without = health(app);
            assertThat(without.statusCode()).isEqualTo(503);
            assertThat(without.body()).contains("OUT_OF_SERVICE", "there is no signing key yet");

            app.context().getBean(Keyless.class).writable = true;

            HttpResponse<String> with = awaitHealth(app, each -> each.statusCode() == 200);
            assertThat(with.body()).contains("signingKeyCreatedAt");
        }
    }

    @Test
    void canBeTurnedOff() {
        try (RunningApp app = start(KeylessApp.class, "management.health.latchkey.enabled=false")) {
            assertThat(health(app).body()).doesNotContain("latchkey");
            assertThat(health(app).statusCode()).isEqualTo(200);
        }
    }

    /** A database that can be cut off. */
    static final class Database extends DelegatingDataSource {

        private volatile boolean reachable = true;

        Database(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!reachable) {
                throw new SQLException("no connection for hunter2");
            }
            return super.getConnection();
        }
    }

    /** An app with a database. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class DatabaseApp {

        @Bean
        Database database() throws Exception {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL("jdbc:h2:mem:health;DB_CLOSE_DELAY=-1");
            try (JdbcStore store = JdbcStore.builder(h2).migrate(true).open()) {
                store.change(draft -> {
                    draft.put(draft.configuration()
                            .with(Application.named("app").domain("*").build()));
                    return null;
                });
            }
            return new Database(h2);
        }
    }

    /** A store that cannot keep signing keys at first. */
    static final class Keyless implements AccessStore {

        private final InMemoryStore store = new InMemoryStore();
        private volatile boolean writable;

        Keyless() {
            store.update(
                    empty -> empty.with(Application.named("app").domain("*").build()));
        }

        @Override
        public @Nullable ServiceToken findByClientId(String clientId) {
            return store.findByClientId(clientId);
        }

        @Override
        public AccessConfiguration configuration() {
            return store.configuration();
        }

        @Override
        public List<StoredSigningKey> signingKeys() {
            return store.signingKeys();
        }

        @Override
        public List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys)
                throws IOException {
            if (!writable) {
                throw new IOException("read-only");
            }
            return store.replaceSigningKeys(expectedNewest, keys);
        }

        @Override
        public boolean isRevoked(RevocableSession session) {
            return store.isRevoked(session);
        }

        @Override
        public void revoke(RevocableSession session) {
            store.revoke(session);
        }
    }

    /** An app with that store. */
    @Configuration(proxyBeanMethods = false)
    @Import(OpenApp.class)
    static class KeylessApp {

        @Bean
        Keyless store() {
            return new Keyless();
        }
    }
}
