package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.JndiDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("management contract, section 2: the echo is exact")
final class EchoTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String APPLICATION = """
            {"name": "api", "domain": "API.Example.com/Admin/", "type": "self_hosted", "session_duration": "60m",
             "same_site_cookie_attribute": "lax", "http_only_cookie_attribute": true, "path_cookie_attribute": false,
             "single_header_schemes": ["basic", "json"], "tags": [], "logo_url": "",
             "cors_headers": {"allow_all_origins": true, "allow_credentials": false, "max_age": 300.0},
             "policies": [{"name": "p", "decision": "non_identity", "session_duration": "1440m", "precedence": 2,
                           "include": [{"ip": {"ip": "203.0.113.7"}}], "require": [],
                           "exclude": [{"ip": {"ip": "2001:DB8::1"}}]}]}""";

    private static final String ORGANIZATION = """
            {"name": "Team", "auth_domain": "team.example.com", "session_duration": "1440m",
             "deny_unmatched_requests": true, "trusted_proxies": ["10.1.2.3"],
             "login_design": {"text_color": "#fff", "footer_text": ""}, "is_ui_read_only": false,
             "mfa_config": {"allowed_authenticators": ["totp"]}, "tags": ["night shift", "engineers"]}""";

    private static final String TOKEN = "{\"name\": \"ci\", \"duration\": \"90m\", \"client_secret_version\": 3}";

    @TempDir
    private Path directory;

    @Test
    void inMemory() throws Exception {
        InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, Instant::now);
        check(create(store), store);
    }

    @Test
    void inAFileThatIsReadAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), "{}");
        Created created;
        try (JsonFileStore store = JsonFileStore.open(file)) {
            created = create(store);
            check(created, store);
        }
        assertThat(Files.readString(file)).contains("\"60m\"", "\"90m\"", "\"API.Example.com/Admin/\"");
        try (JsonFileStore store = JsonFileStore.open(file)) {
            check(created, store);
        }
    }

    @Test
    void inADatabaseThatIsOpenedAgain() throws Exception {
        try (JndiDatabase database = new JndiDatabase()) {
            Created created;
            try (JdbcStore store = JdbcStore.builder(database).migrate(true).open()) {
                created = create(store);
                check(created, store);
            }
            try (JdbcStore store = JdbcStore.builder(database).open()) {
                check(created, store);
            }
        }
    }

    private record Created(JsonNode application, JsonNode token) {}

    private static Created create(WritableStore store) throws Exception {
        try (ManagedApp app = ManagedApp.over(store)) {
            app.put("organizations", ORGANIZATION).expect(200);
            return new Created(
                    app.post("apps", APPLICATION).expect(201).result(),
                    app.post("service_tokens", TOKEN).expect(201).object().without("client_secret"));
        }
    }

    private static void check(Created created, WritableStore store) throws Exception {
        try (ManagedApp app = ManagedApp.over(store)) {
            assertThat(app.get("organizations").result()).isEqualTo(JSON.readTree(ORGANIZATION));

            String application = "apps/" + created.application().get("id").asText();
            JsonNode got = app.get(application).expect(200).result();
            assertThat(timeless(got)).isEqualTo(timeless(created.application()));
            containsAllOf(got, JSON.readTree(APPLICATION));
            identity(app, application, got);

            String token = "service_tokens/" + created.token().get("id").asText();
            assertThat(timeless(app.get(token).expect(200).result())).isEqualTo(timeless(created.token()));
            containsAllOf(created.token(), JSON.readTree(TOKEN));
            identity(app, token, created.token());
            identity(app, "organizations", JSON.readTree(ORGANIZATION));
        }
    }

    /** GET, PUT, GET. */
    private static void identity(ManagedApp app, String path, JsonNode before) throws Exception {
        Reply put = app.put(path, before.toString()).expect(200);

        assertThat(timeless(put.result())).isEqualTo(timeless(before));
        assertThat(app.get(path).result()).isEqualTo(put.result());
        assertThat(put.envelope().get("messages")).isEmpty();
    }

    private static JsonNode timeless(JsonNode result) {
        ObjectNode copy = result.deepCopy();
        copy.remove("updated_at");
        return copy;
    }

    private static void containsAllOf(JsonNode got, JsonNode sent) {
        sent.properties().forEach(member -> {
            JsonNode is = got.path(member.getKey());
            if (member.getKey().equals("policies")) {
                containsAllOf(is.path(0), member.getValue().path(0));
            } else {
                assertThat(is).as(member.getKey()).isEqualTo(member.getValue());
            }
        });
    }

    @Test
    void answersOnlyWithWhatWasSet() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            ObjectNode application = app.post("apps", "{\"domain\": \"a.example.com\", \"type\": \"self_hosted\"}")
                    .expect(201)
                    .object();
            String path = "apps/" + application.get("id").textValue();
            assertThat(application.deepCopy().<JsonNode>without(List.of("id", "aud", "created_at", "updated_at")))
                    .isEqualTo(JSON.readTree("""
                            {"name": "a.example.com", "domain": "a.example.com", "type": "self_hosted",
                             "destinations": [{"type": "public", "uri": "a.example.com"}],
                             "self_hosted_domains": ["a.example.com"], "policies": []}"""));
            assertThat(app.put(path, """
                                    {"domain": "a.example.com", "type": "self_hosted", "session_duration": "",
                                     "same_site_cookie_attribute": "", "custom_deny_message": "",
                                     "read_service_tokens_from_header": "", "cors_headers": {}}""").expect(200).object().<JsonNode>without("updated_at"))
                    .isEqualTo(application.deepCopy().<JsonNode>without("updated_at"));
            ObjectNode policy = app.post(
                            "policies", "{\"name\": \"p\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}")
                    .expect(201)
                    .object();
            assertThat(policy.<JsonNode>without(List.of("id", "created_at", "updated_at")))
                    .isEqualTo(JSON.readTree("""
                            {"name": "p", "decision": "deny", "include": [{"everyone": {}}], "require": [],
                             "exclude": [], "reusable": true, "app_count": 0}"""));
        }
    }

    @Test
    void textThatNoLongerMeansTheValueIsGone() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            Reply created = app.post("apps", APPLICATION).expect(201);
            String path = "apps/" + created.text("id");

            app.put(path, created.object().put("session_duration", "2h").toString())
                    .expect(200);
            assertThat(app.get(path).text("session_duration")).isEqualTo("2h");

            app.put(path, created.object().without("session_duration").toString())
                    .expect(200);
            assertThat(app.get(path).result().has("session_duration")).isFalse();
        }
    }

    @ParameterizedTest(name = "{0} then {1}")
    @CsvSource({
        "domain,              API.Example.com,  api.example.com",
        "domain,              api.example.com,  API.Example.com",
        "self_hosted_domains, API.Example.com,  api.example.com",
    })
    void onlyTheSpellingOfAPatternChanges(String member, String first, String second) throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            Reply created = app.post("apps", "{\"domain\": \"" + first + "\"}").expect(201);
            ObjectNode body = created.object();
            if (member.equals("domain")) {
                body.put(member, second);
            } else {
                body.putArray(member).add(second);
            }

            Reply put = app.put("apps/" + created.text("id"), body.toString()).expect(200);

            assertThat(put.text("domain")).isEqualTo(second);
            assertThat(put.result().at("/self_hosted_domains/0").textValue()).isEqualTo(second);
            assertThat(put.result().at("/destinations/0/uri").textValue()).isEqualTo(second);
        }
    }
}
