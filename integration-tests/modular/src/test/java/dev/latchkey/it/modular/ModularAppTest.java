package dev.latchkey.it.modular;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.management.ManagementServlet;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On the module path")
class ModularAppTest {

    @Test
    void everyArtifactIsANamedModule() {
        for (Class<?> type : List.of(AccessGate.class, AccessFilter.class, ManagementServlet.class, JdbcStore.class)) {
            assertThat(type.getModule().isNamed()).as(type.getName()).isTrue();
        }
        assertThat(ModularApp.class.getModule().getName()).isEqualTo("dev.latchkey.it.modular");
    }

    @Test
    void admitsOnlyValidCredentials() throws Exception {
        InMemoryStore store = new InMemoryStore();
        IssuedServiceToken issued = store.issue("ci");
        Application application =
                Application.named("app").domain("*").anyValidServiceToken(true).build();
        store.update(document -> document.with(application));
        try (AccessGate gate = AccessGate.builder().store(store).build();
                ModularApp app = new ModularApp(gate)) {
            assertThat(get(app).getResponseCode()).isEqualTo(401);

            HttpURLConnection admitted = get(
                    app,
                    "CF-Access-Client-Id",
                    issued.token().clientId(),
                    "CF-Access-Client-Secret",
                    issued.secret().reveal());
            assertThat(admitted.getResponseCode()).isEqualTo(200);
            assertThat(new String(admitted.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(issued.token().clientId());
        }
    }

    private static HttpURLConnection get(ModularApp app, String... headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + app.port() + "/").toURL().openConnection();
        for (int i = 0; i < headers.length; i += 2) {
            connection.setRequestProperty(headers[i], headers[i + 1]);
        }
        return connection;
    }
}
