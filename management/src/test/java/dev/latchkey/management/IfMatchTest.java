package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: If-Match")
final class IfMatchTest {

    private static ManagedApp app;

    @BeforeAll
    static void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"a\"', true",
                "'\"b\", \"a\"', true",
                "'\"b\",\"a\",', true",
                "'W/\"a\"', false",
                "'W/\"a\", \"a\"', true",
                "'\"b\"', false",
                "'\"\"', false",
                "'\"A\"', false",
                "'\"a,b\", \"c\"', false",
                "*, true",
            })
    void matchesStrongTagsOnly(String value, boolean matches) {
        assertThat(IfMatch.of(List.of(value)).matches("\"a\"")).isEqualTo(matches);
    }

    @Test
    void takesTheHeaderSeveralTimesAndNotAtAll() {
        assertThat(IfMatch.of(List.of("\"b\"", "\"a\"")).matches("\"a\"")).isTrue();
        assertThat(IfMatch.of(List.of()).matches("\"a\"")).isTrue();
        assertThat(IfMatch.of(List.of()).matchesWithoutTag()).isTrue();
        assertThat(IfMatch.of(List.of("\"a\"")).matchesWithoutTag()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\"a",
                "a\"",
                "\"a\" \"b\"",
                "*, \"a\"",
                "\"a\", *",
                "w/\"a\"",
                "\"a\"x",
                "\"a\"\"b\"",
                "\"a b\""
            })
    void rejectsInvalidListOfTags(String value) {
        assertThatThrownBy(() -> IfMatch.of(List.of(value))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void letsOneOfTwoChangesPass() throws Exception {
        Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        Reply application = app.post("apps", "{\"name\": \"x\", \"domain\": \"x.example.com\"}")
                .expect(201);
        Reply policy = app.post(
                        "policies", "{\"name\": \"p\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}")
                .expect(201);
        Map<String, String> bodies = Map.of(
                "service_tokens/" + token.text("id"),
                "{\"name\": \"%s\"}",
                "apps/" + application.text("id"),
                "{\"name\": \"%s\", \"domain\": \"x.example.com\"}",
                "policies/" + policy.text("id"),
                "{\"name\": \"%s\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}",
                "organizations",
                "{\"name\": \"%s\"}");
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            String path = each.getKey();
            String tag = app.get(path).expect(200).header("ETag");
            assertThat(tag).matches("\"[A-Za-z0-9_-]{22}\"");

            Reply first = app.put(path, each.getValue().formatted("first"), "If-Match: " + tag)
                    .expect(200);
            Reply second = app.put(path, each.getValue().formatted("second"), "If-Match: " + tag)
                    .expect(409);

            assertThat(second.codes()).containsExactly(10409);
            assertThat(second.header("x-should-retry")).isEqualTo("false");
            assertThat(app.get(path).text("name")).isEqualTo("first");
            assertThat(first.header("ETag")).isEqualTo(app.get(path).header("ETag"));
            app.put(path, each.getValue().formatted("third"), "If-Match: W/" + first.header("ETag"))
                    .expect(409);
            app.put(path, each.getValue().formatted("third"), "If-Match: *").expect(200);
        }
    }

    @Test
    void guardsDeletesRotationsAndTheRest() throws Exception {
        Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String path = "service_tokens/" + token.text("id");
        for (String stale : List.of("\"stale\"", "W/\"stale\"")) {
            app.delete(path, "If-Match: " + stale).expect(409);
            app.post(path + "/rotate", null, "If-Match: " + stale).expect(409);
            app.post(path + "/refresh", null, "If-Match: " + stale).expect(409);
            app.delete("apps/" + ManagedApp.MAIN.id(), "If-Match: " + stale).expect(409);
            app.post("apps/" + ManagedApp.MAIN.id() + "/revoke_tokens", null, "If-Match: " + stale)
                    .expect(409);
            app.put("keys", "{\"key_rotation_interval_days\": 30}", "If-Match: " + stale)
                    .expect(409);
            app.post("keys/rotate", null, "If-Match: " + stale).expect(409);
        }
        app.delete(path, "If-Match: " + app.get(path).header("ETag")).expect(200);
    }

    @Test
    void doesNotCountTheUseOfATokenAsAChange() throws Exception {
        Reply token = app.post("service_tokens", "{\"name\": \"ci\"}").expect(201);
        String path = "service_tokens/" + token.text("id");
        String tag = app.get(path).header("ETag");

        app.store.recordLastSeen(Map.of(UUID.fromString(token.text("id")), app.now.get()));

        Reply seen = app.get(path).expect(200);
        assertThat(seen.text("last_seen_at")).isEqualTo(app.now.get().toString());
        assertThat(seen.header("ETag")).isEqualTo(tag);
    }

    @Test
    void guardsPoliciesOfAnApplicationsOwn() throws Exception {
        String body = "{\"name\": \"%s\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}";
        String all = "apps/" + ManagedApp.MAIN.id() + "/policies";
        String path =
                all + "/" + app.post(all, body.formatted("own")).expect(201).text("id");
        String tag = app.get(path).header("ETag");

        app.put(path, body.formatted("changed"), "If-Match: " + tag).expect(200);
        app.put(path, body.formatted("again"), "If-Match: " + tag).expect(409);
        app.delete(path, "If-Match: " + tag).expect(409);
        app.delete(path, "If-Match: *").expect(202);
    }

    @Test
    void checksTheApplicationWhereAPolicyIsAddedToIt() throws Exception {
        Reply created = app.post("apps", "{\"name\": \"y\", \"domain\": \"y.example.com\"}")
                .expect(201);
        String path = "apps/" + created.text("id") + "/policies";
        String policy = "{\"name\": \"p\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}";

        Reply first =
                app.post(path, policy, "If-Match: " + created.header("ETag")).expect(201);

        app.post(path, policy, "If-Match: " + created.header("ETag")).expect(409);
        assertThat(app.get(path).result()).hasSize(1);
        assertThat(first.header("ETag"))
                .isEqualTo(app.get(path + "/" + first.text("id")).header("ETag"));
    }

    @Test
    void tagsWhatWasMade() throws Exception {
        Map<String, String> bodies = Map.of(
                "service_tokens",
                "{\"name\": \"ci\"}",
                "apps",
                "{\"name\": \"z\", \"domain\": \"z.example.com\"}",
                "policies",
                "{\"name\": \"p\", \"decision\": \"deny\", \"include\": [{\"everyone\": {}}]}");
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            Reply made = app.post(each.getKey(), each.getValue()).expect(201);

            assertThat(made.header("ETag"))
                    .isNotNull()
                    .isEqualTo(app.get(each.getKey() + "/" + made.text("id")).header("ETag"));
        }
    }
}
