package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.ApplicationPattern;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("management contract, section 2: domain, destinations and self_hosted_domains fill each other in")
final class DomainReconcilerTest {

    private static List<String> words(String text) {
        return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1));
    }

    private static ObjectNode body(String domain, String destinations, String domains) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (domain != null) {
            body.put("domain", domain);
        }
        if (destinations != null) {
            var array = body.putArray("destinations");
            words(destinations).forEach(each -> array.addObject().put("uri", each));
        }
        if (domains != null) {
            words(domains).forEach(body.putArray("self_hosted_domains")::add);
        }
        return body;
    }

    @ParameterizedTest(name = "{0}: {1} | {2} | {3} makes {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | a |     |     | a",
                "a b | a | a b | a b | a b",
                "a b |   | a b |     | a b",
                "a b |   |     | a b | a b",
                "a b | c | a b | a b | c b",
                "a b | b | a b | a b | b a",
                "a b | a | a c | a b | a c",
                "a b | a | c   | a b | c",
                "a b | a | a b | c d | c d",
                "a b | c | c d | a b | c d",
                "a b | d | c d | a b | d c",
                "a b | a | c d | c d | c d",
                "a b | A | a b | a b/* | A b/*",
                "A b | A | A b | a b   | a b",
                "A b | a | A b | A b   | a b",
                "a b | c |     | a b | c b",
                "    | a |     |     | a",
                "    | a | b a | a b | !self_hosted_domains",
                "    | b | a b |     | b a",
                "    | c | a b |     | !domain",
                "a b | c | d   | a b | !domain",
                "a b | a | c   | d   | !self_hosted_domains",
            })
    void settles(String stored, String domain, String destinations, String domains, String expected) {
        ObjectNode body = body(domain, destinations, domains);
        List<ApplicationPattern> before =
                words(stored).stream().map(ApplicationPattern::parse).toList();
        Faults faults = new Faults();

        DomainReconciler.settle(body, before, faults);

        if (expected.startsWith("!")) {
            assertThat(faults.asList()).extracting(Fault::pointer).containsExactly("/" + expected.substring(1));
        } else {
            assertThat(faults.isEmpty()).isTrue();
            assertThat(body.get("destinations"))
                    .extracting(each -> each.get("uri").asText())
                    .isEqualTo(words(expected));
            assertThat(body.has("domain")).isFalse();
        }
    }

    @Test
    void ignoresUnreadableMembers() {
        ObjectNode body = body("a", "b:80", "c");
        ObjectNode copy = body.deepCopy();
        Faults faults = new Faults();

        DomainReconciler.settle(body, List.of(), faults);

        assertThat(body).isEqualTo(copy);
        assertThat(faults.isEmpty()).isTrue();
    }
}
