package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: tags")
final class TagApiTest {

    private ManagedApp app;

    @BeforeEach
    void start() throws Exception {
        app = ManagedApp.start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private Reply create(String name) throws Exception {
        return app.post("tags", "{\"name\": \"" + name + "\"}");
    }

    private List<String> names() throws Exception {
        JsonNode all = app.get("tags").expect(200).result();
        return StreamSupport.stream(all.spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    @Test
    void createsReadsRenamesAndDeletes() throws Exception {
        assertThat(create("engineers").expect(201).text("name")).isEqualTo("engineers");
        create("night shift").expect(201);
        assertThat(app.get("tags/night%20shift").expect(200).text("name")).isEqualTo("night shift");
        assertThat(app.get("tags?page=2&per_page=1").expect(200).result()).hasSize(1);

        String same = app.get("tags/engineers").result().toString();
        assertThat(app.put("tags/engineers", same).expect(200).text("name")).isEqualTo("engineers");
        app.put("tags/engineers", "{\"name\": \"builders\"}").expect(200);
        assertThat(names()).containsExactly("builders", "night shift");

        assertThat(app.delete("tags/builders").expect(202).text("name")).isEqualTo("builders");
        assertThat(names()).containsExactly("night shift");
        app.delete("tags/night%20shift").expect(202);
        assertThat(app.get("organizations").result()).isEmpty();
    }

    @Test
    void countsApplicationsThatCarryTag() throws Exception {
        create("engineers").expect(201);
        app.post("apps", "{\"domain\": \"a.example.com\", \"type\": \"self_hosted\", \"tags\": [\"engineers\", \"x\"]}")
                .expect(201);

        assertThat(app.get("tags/engineers").result().get("app_count").intValue())
                .isEqualTo(1);
        app.delete("tags/engineers").expect(202);
        assertThat(app.get("apps?domain=a.example.com").result().at("/0/tags/0").asText())
                .isEqualTo("engineers");
    }

    @Test
    void unknownTagIs404() throws Exception {
        assertThat(app.get("tags/x").expect(404).codes()).containsExactly(11026);
        assertThat(app.put("tags/x", "{\"name\": \"y\"}").expect(404).codes()).containsExactly(11026);
        assertThat(app.delete("tags/x").expect(404).codes()).containsExactly(11026);
    }

    @Test
    void refusesSecondTagOfSameName() throws Exception {
        create("engineers").expect(201);
        create("other").expect(201);

        assertThat(create("engineers").expect(400).pointers()).containsExactly("/name");
        assertThat(app.put("tags/other", "{\"name\": \"engineers\"}")
                        .expect(400)
                        .pointers())
                .containsExactly("/name");
        assertThat(names()).containsExactly("engineers", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", " a", "a\\\\b", "50%", "a;b", "\\u0007", "\\ud800"})
    void refusesNamesThatCannotStandInPath(String name) throws Exception {
        assertThat(create(name).expect(400).pointers()).containsExactly("/name");
    }

    @Test
    void organizationKeepsTags() throws Exception {
        create("engineers").expect(201);

        app.put("organizations", "{\"name\": \"Team\"}").expect(200);

        assertThat(names()).containsExactly("engineers");
        assertThat(app.put("organizations", "{\"tags\": [\"a\", \"a\"]}")
                        .expect(400)
                        .pointers())
                .containsExactly("/tags");
        assertThat(app.put("organizations", "{\"tags\": 7}").expect(400).pointers())
                .containsExactly("/tags");
        assertThat(app.put("organizations", "{\"tags\": [\"a/b\"]}").expect(400).pointers())
                .containsExactly("/tags/0");
    }
}
