package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.JndiDatabase;
import dev.latchkey.testsupport.RawAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("web apps that are nodes of one database, by web.xml alone")
@Timeout(60)
final class NodesByWebXmlTest {

    private static final Map<String, String> MANAGEMENT = Map.of(
            "account-id",
            ManagedApp.ACCOUNT,
            "management-tokens",
            "ops write " + ManagedApp.digest(ManagedApp.WRITE).toStoredText());

    private JndiDatabase database;

    @BeforeEach
    void makeDatabase() throws Exception {
        database = new JndiDatabase();
    }

    @AfterEach
    void forgetDatabase() throws Exception {
        database.close();
    }

    private JettyApp withFilter(JettyApp app) {
        FilterHolder filter = new FilterHolder(AccessFilter.class);
        filter.setInitParameters(overDatabase(Map.of()));
        app.context().addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        return app.page("/*", (request, response) -> {});
    }

    private static JettyApp withServlet(JettyApp app, Map<String, String> parameters) {
        ServletHolder servlet = new ServletHolder(ManagementServlet.class);
        servlet.setInitParameters(parameters);
        servlet.setInitOrder(1);
        app.context().addServlet(servlet, "/client/v4/*");
        return app;
    }

    private Map<String, String> overDatabase(Map<String, String> others) {
        Map<String, String> parameters = new HashMap<>(others);
        parameters.put("data-source", database.name());
        parameters.put("migrate", "true");
        return parameters;
    }

    private static JsonNode call(JettyApp app, int status, String method, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + ManagedApp.ACCESS + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + "Authorization: Bearer " + ManagedApp.WRITE + "\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        return Reply.of(RawAnswer.to(app.port(), (head + body).getBytes(StandardCharsets.UTF_8)))
                .expect(status)
                .result();
    }

    /** Makes the first applications, where no filter is in the way yet. */
    private static void makeApplications(JettyApp app) throws IOException {
        call(app, 201, "POST", "apps", """
                {"name": "main", "domain": "*", "type": "self_hosted", "any_valid_service_token": true}""");
        call(app, 201, "POST", "apps", """
                {"name": "management", "domain": "*/client/v4", "type": "self_hosted", "policies": [
                  {"name": "it has tokens of its own", "decision": "bypass", "include": [{"everyone": {}}]}]}""");
    }

    private static int status(JettyApp app, JsonNode token) throws IOException {
        return app.get(
                        "/",
                        "CF-Access-Client-Id: " + token.get("client_id").textValue(),
                        "CF-Access-Client-Secret: " + token.get("client_secret").textValue())
                .status();
    }

    @Test
    void rejectsOnOneNodeWhatAnotherRevoked() throws Exception {
        try (JettyApp office = withServlet(JettyApp.at("/"), overDatabase(MANAGEMENT));
                JettyApp one = withServlet(withFilter(JettyApp.at("/")), MANAGEMENT);
                JettyApp other = withFilter(JettyApp.at("/"))) {
            makeApplications(office.start());
            one.start();
            other.start();

            JsonNode token = call(one, 201, "POST", "service_tokens", "{\"name\": \"ci\"}");
            assertThat(status(one, token)).isEqualTo(200);
            assertThat(status(other, token)).isEqualTo(200);

            call(one, 200, "PUT", "service_tokens/" + token.get("id").textValue(), "{\"enabled\": false}");
            assertThat(status(one, token)).isEqualTo(401);
            await().until(() -> status(other, token) == 401);
        }
    }

    @Test
    void writesLastUsesBeforeClosingStoreAndConnections() throws Exception {
        try (JettyApp office = withServlet(JettyApp.at("/"), overDatabase(MANAGEMENT))) {
            makeApplications(office.start());
            JsonNode token = call(office, 201, "POST", "service_tokens", "{\"name\": \"ci\"}");
            try (JettyApp node = withServlet(withFilter(JettyApp.at("/")), MANAGEMENT)) {
                node.start();
                assertThat(status(node, token)).isEqualTo(200);
            }

            JsonNode now =
                    call(office, 200, "GET", "service_tokens/" + token.get("id").textValue(), "");
            assertThat(now.get("last_seen_at").textValue()).isNotBlank();
        }
        await().until(() -> database.connections() == 0);
    }

    @Test
    void doesNotStartIfDatabaseIsUnreachable() {
        database.away();
        try (JettyApp app = withServlet(withFilter(JettyApp.at("/")), MANAGEMENT)) {
            assertThatThrownBy(app::start)
                    .isInstanceOf(ServletException.class)
                    .hasMessageContaining("data-source: " + database.name() + " cannot be used: ")
                    .hasMessageContaining("SQLState 08001")
                    .hasMessageNotContaining(JndiDatabase.PASSWORD);
        }
    }

    @Test
    void doesNotStartOnTwoStoresOrAnUnreachableOne() throws Exception {
        try (JettyApp node = withServlet(withFilter(JettyApp.at("/")), overDatabase(MANAGEMENT))) {
            assertThatThrownBy(node::start)
                    .hasMessageContaining("the servlet ")
                    .hasMessageContaining("data-source: cannot be set, because the API manages the store");
        }
        Map<String, String> both = overDatabase(MANAGEMENT);
        both.put("configuration", "latchkey.json");
        try (JettyApp office = withServlet(JettyApp.at("/"), both)) {
            assertThatThrownBy(office::start)
                    .hasMessageContaining("configuration: cannot be combined with data-source");
        }
        Map<String, String> twice = overDatabase(MANAGEMENT);
        twice.computeIfPresent("management-tokens", (name, tokens) -> tokens + ", " + tokens);
        try (JettyApp office = withServlet(JettyApp.at("/"), twice)) {
            assertThatThrownBy(office::start).hasMessageContaining("another management token has this name");
        }
        await().until(() -> database.connections() == 0);
        database.away();
        try (JettyApp office = withServlet(JettyApp.at("/"), overDatabase(MANAGEMENT))) {
            assertThatThrownBy(office::start)
                    .hasMessageContaining("data-source: " + database.name() + " cannot be used: ");
        }
    }
}
