package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.ApplicationPattern;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where a pattern stands in the JSON that a user wrote")
final class PatternPointersTest {

    private static final List<ApplicationPattern> PATTERNS = Stream.of(
                    "a.example.com", "b.example.com", "c.example.com", "d.example.com")
            .map(ApplicationPattern::parse)
            .toList();

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "/domain, /self_hosted_domains/0",
        "/destinations/0/uri, /self_hosted_domains/0",
        "/destinations/1/uri, /domain",
        "/destinations/2/uri, /destinations/1/uri",
        "/destinations/3/uri, /domain",
        "/destinations/4/uri, /destinations/4/uri",
        "/destinations/2/type, /destinations/2/type",
        "/name, /name",
    })
    void isFound(String pointer, String written) throws Exception {
        ObjectNode application = (ObjectNode) new ObjectMapper().readTree("""
                {"domain": "b.example.com",
                 "destinations": [{"uri": "https://not a pattern"}, {"uri": "c.example.com"}, {"uri": 3}],
                 "self_hosted_domains": ["a.example.com"]}
                """);

        assertThat(PatternPointers.locate(pointer, PATTERNS, application)).isEqualTo(written);
    }
}
