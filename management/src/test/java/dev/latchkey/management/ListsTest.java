package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 3: lists")
final class ListsTest {

    private static ManagedApp app;

    @BeforeAll
    static void start() throws Exception {
        app = ManagedApp.start();
        for (int i = 0; i < 5; i++) {
            app.post("service_tokens", "{\"name\": \"token " + i + "\"}").expect(201);
        }
        app.post("apps", "{\"name\": \"Build farm\", \"domain\": \"ci.example.com/build\"}")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static List<String> names(Reply reply) {
        List<String> names = new ArrayList<>();
        reply.result().forEach(each -> names.add(each.get("name").asText()));
        return names;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 5 | {'page':1,'per_page':1000,'count':5,'total_count':5,'total_pages':1}",
                "?page=1&per_page=2 | 2 | {'page':1,'per_page':2,'count':2,'total_count':5,'total_pages':3}",
                "?page=3&per_page=2 | 1 | {'page':3,'per_page':2,'count':1,'total_count':5,'total_pages':3}",
                "?page=4&per_page=2 | 0 | {'page':4,'per_page':2,'count':0,'total_count':5,'total_pages':3}",
                "?page=2147483647 | 0 | {'page':2147483647,'per_page':1000,'count':0,'total_count':5,'total_pages':1}",
            })
    void tellsWhichPartOfAListItIs(String query, int size, String info) throws Exception {
        Reply reply = app.get("service_tokens" + query).expect(200);

        assertThat(reply.result()).hasSize(size);
        assertThat(reply.envelope().get("result_info")).hasToString(info.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"service_tokens", "apps", "policies", "apps/ID/policies"})
    void endsWithAnEmptyPage(String path) throws Exception {
        Reply reply = app.get(path.replace("ID", ManagedApp.MANAGEMENT.id().toString()) + "?page=2")
                .expect(200);

        assertThat(reply.result().isArray()).isTrue();
        assertThat(reply.result()).isEmpty();
    }

    @Test
    void keepsTheOrderFromPageToPage() throws Exception {
        List<String> names = new ArrayList<>();
        for (int page = 1; page <= 5; page++) {
            names.addAll(names(app.get("service_tokens?per_page=1&page=" + page)));
        }
        assertThat(names).containsExactly("token 0", "token 1", "token 2", "token 3", "token 4");
    }

    @Test
    void zeroMeansNotSet() throws Exception {
        Reply first = app.get("service_tokens?page=0&per_page=0").expect(200);

        assertThat(first.envelope()).isEqualTo(app.get("service_tokens").envelope());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=-1",
                "page=x",
                "page=1.5",
                "page=2147483648",
                "page=99999999999999999999",
                "per_page=1001",
                "page=1&page=2",
            })
    void refusesAPageThatThereCannotBe(String query) throws Exception {
        for (String path : List.of("service_tokens", "apps", "policies")) {
            Reply reply = app.get(path + "?" + query).expect(400);
            assertThat(reply.pointers()).containsOnly("");
            assertThat(reply.envelope().toString()).contains(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void refusesAQueryThatIsMalformed() throws Exception {
        assertThat(app.get("apps?name=%zz").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "name=token%202, token 2",
        "name=token, ''",
        "search=TOKEN%203, token 3",
        "search=nothing, ''",
    })
    void filtersServiceTokens(String query, String expected) throws Exception {
        assertThat(names(app.get("service_tokens?" + query).expect(200)))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "name=build, true",
        "name=Build%20farm&exact=true, true",
        "name=build&exact=true, false",
        "domain=EXAMPLE, true",
        "domain=ci.example.com/build&exact=true, true",
        "domain=ci.example.com&exact=true, false",
        "aud=x, false",
        "search=CI.EXAMPLE, true",
        "search=farm&name=main, false",
        "target_attributes=x, true",
        "name=, true",
    })
    void filtersApplications(String query, boolean found) throws Exception {
        assertThat(names(app.get("apps?" + query).expect(200)).contains("Build farm"))
                .isEqualTo(found);
    }

    @Test
    void findsAnApplicationByItsDomainAsAnswered() throws Exception {
        Reply made = app.post("apps", "{\"name\": \"Mixed\", \"domain\": \"API.Example.com/*\"}")
                .expect(201);
        String domain = URLEncoder.encode(made.text("domain"), StandardCharsets.UTF_8);

        assertThat(names(app.get("apps?exact=true&domain=" + domain))).containsExactly("Mixed");
        assertThat(names(app.get("apps?domain=" + domain))).containsExactly("Mixed");
        app.delete("apps/" + made.text("id")).expect(202);
    }

    @Test
    void findsAnApplicationByItsAudTag() throws Exception {
        assertThat(names(app.get("apps?aud=" + ManagedApp.MAIN.aud()))).containsExactly("main");
        app.get("apps?exact=maybe").expect(400);
    }
}
