package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.testsupport.JndiDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 2, \"PUT replaces\": the single header by the documented recipe")
final class SingleHeaderRecipeTest {

    /** The body as Cloudflare's documentation of the single header prints it. */
    private static final String RECIPE = """
            {
              "domain": "app.example.com",
              "type": "self_hosted",
              "read_service_tokens_from_header": "Authorization"
            }""";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    /** Makes the app's applications and returns the id of the one that the recipe changes. */
    private static String makeApplications(WritableStore store) throws Exception {
        try (ManagedApp office = ManagedApp.over(store)) {
            office.post("apps", """
                    {"name": "management", "domain": "app.example.com/client/v4", "policies": [
                      {"name": "it has tokens of its own", "decision": "bypass", "include": [{"everyone": {}}]}]}""").expect(201);
            return office.post("apps", """
                    {"name": "the app", "domain": "app.example.com", "session_duration": "1h",
                     "http_only_cookie_attribute": false, "custom_deny_message": "no", "tags": ["a"],
                     "any_valid_service_token": true, "expose_credentials": true, "single_header_schemes": ["json", "basic"],
                     "policies": [
                       {"name": "machines", "decision": "non_identity", "include": [{"any_valid_service_token": {}}]}]}""").expect(201).text("id");
        }
    }

    private static void followTheRecipe(WritableStore store) throws Exception {
        String path = "apps/" + makeApplications(store);
        try (ManagedApp app = ManagedApp.sharing(store)) {
            Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
            String single = "Authorization: {\"cf-access-client-id\": \"" + token.text("client_id")
                    + "\", \"cf-access-client-secret\": \"" + token.text("client_secret") + "\"}";
            Reply before = app.get(path).expect(200);
            assertThat(app.visit(single).status()).isEqualTo(401);

            Reply put = app.put(path, RECIPE, "Accept: application/json").expect(200);

            assertThat(app.visit(single).status()).isEqualTo(200);
            assertThat(app.visitWithPair(token.text("client_id"), token.text("client_secret")))
                    .isEqualTo(200);
            assertThat(put.envelope().get("messages")).isEmpty();
            assertThat(app.get(path).result()).isEqualTo(put.result());
            ObjectNode expected = before.object();
            expected.put("read_service_tokens_from_header", "Authorization");
            expected.remove(List.of("session_duration", "http_only_cookie_attribute", "custom_deny_message", "tags"));
            expected.set("updated_at", put.result().get("updated_at"));
            assertThat(put.result()).isEqualTo(expected);
        }
    }

    @Test
    void worksOverTheFileStore() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), "{}");
        try (JsonFileStore store = JsonFileStore.open(file)) {
            followTheRecipe(store);
        }
    }

    @Test
    void worksOverTheDatabaseStore() throws Exception {
        try (JndiDatabase database = new JndiDatabase();
                JdbcStore store = JdbcStore.builder(database).migrate(true).open()) {
            followTheRecipe(store);
        }
    }

    @Test
    void worksOnAnApplicationWithoutPolicies() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            String main = "apps/" + ManagedApp.MAIN.id();

            Reply put = app.put(main, RECIPE.replace("app.example.com", "*")).expect(200);

            assertThat(put.text("name")).isEqualTo("main");
            assertThat(put.result().get("any_valid_service_token").booleanValue())
                    .isTrue();
        }
    }

    @Test
    void keepsTheNameUnlessItIsSet() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            String main = "apps/" + ManagedApp.MAIN.id();
            ObjectNode body = (ObjectNode) JSON.readTree(RECIPE.replace("app.example.com", "*"));

            for (String name : List.of("null", "\"\"")) {
                body.set("name", JSON.readTree(name));
                assertThat(app.put(main, body.toString()).expect(200).text("name"))
                        .isEqualTo("main");
            }
            for (String name : List.of("\" \"", "7")) {
                body.set("name", JSON.readTree(name));
                assertThat(app.put(main, body.toString()).expect(400).pointers())
                        .as(name)
                        .containsExactly("/name");
            }
            assertThat(app.get(main).text("name")).isEqualTo("main");
        }
    }

    @Test
    void resetsOwnMembersThatAreNull() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            String main = "apps/" + ManagedApp.MAIN.id();
            ObjectNode body = (ObjectNode) JSON.readTree(RECIPE.replace("app.example.com", "*"));

            Reply put = app.put(main, body.putNull("any_valid_service_token").toString())
                    .expect(200);

            assertThat(put.result().has("any_valid_service_token")).isFalse();
        }
    }

    @Test
    @DisplayName("management contract, section 2: a POST without a name takes the domain as its name")
    void namesANewApplicationAfterItsDomain() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            assertThat(app.post("apps", RECIPE.replace("app.", "new."))
                            .expect(201)
                            .text("name"))
                    .isEqualTo("new.example.com");
            assertThat(app.post("apps", "{\"destinations\": [{\"uri\": \"b.example.com/x\"}]}")
                            .expect(201)
                            .text("name"))
                    .isEqualTo("b.example.com/x");
            assertThat(app.post("apps", "{}").expect(400).pointers()).containsExactly("/domain");
            assertThat(Administration.builder(app.store).build().applications().list())
                    .hasSize(4);
        }
    }
}
