package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("management contract, section 2: the precedence of policies that name none")
final class PrecedencesTest {

    private static List<String> settled(JsonNode policies) {
        Precedences precedences = new Precedences(policies);
        List<String> settled = new ArrayList<>();
        policies.forEach(policy -> settled.add(String.valueOf(precedences.next(policy))));
        return settled;
    }

    @ParameterizedTest
    @CsvSource({
        "'0,0,0', '1,2,3'",
        "'5,0,0', '5,6,7'",
        "'0,1,0,2', '3,1,4,2'",
        "'0,2,0,3', '1,2,4,3'",
        "'9,0,1,0,1,0', '9,10,1,2,1,3'",
        "'-7,0', '-7,1'",
        "'2147483647,0,1,0', '2147483647,null,1,2'",
        "'2147483646,0,0', '2147483646,2147483647,null'",
        "'2147483647,2147483646,0', '2147483647,2147483646,null'",
    })
    void takesTheNextFreeOneAfterThePolicyBefore(String named, String expected) {
        ArrayNode policies = JsonNodeFactory.instance.arrayNode();
        for (String each : named.split(",", -1)) {
            ObjectNode policy = policies.addObject();
            if (!each.equals("0")) {
                policy.put("precedence", Integer.parseInt(each));
            }
        }

        assertThat(settled(policies)).containsExactly(expected.split(",", -1));
    }

    /** Some clients write every number with a decimal point. */
    @Test
    void keepsWholeNumbersWithADecimalPoint() throws Exception {
        JsonNode policies = new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree("[{\"precedence\": 20.0}, {\"precedence\": 1e1}, {}, {\"precedence\": 0.0}]");

        assertThat(settled(policies)).containsExactly("20", "10", "11", "12");
    }

    @Test
    void settlesALongListThatStartsOverAgainAndAgain() {
        ArrayNode policies = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Application.MAX_POLICIES / 2; i++) {
            policies.addObject().put("precedence", 1);
            policies.addObject();
        }

        assertThat(settled(policies).get(Application.MAX_POLICIES - 1)).isEqualTo("501");
    }

    @Test
    void readsNoListThatIsTooLong() throws Exception {
        ObjectNode application =
                (ObjectNode) new ObjectMapper().readTree("{\"policies\": [" + "5,".repeat(1000) + "5]}");
        Faults faults = new Faults();

        assertThat(new PolicyListReader(Map.of(), faults)
                        .read(new JsonObjectReader(application, "/applications/3", faults)))
                .isEmpty();

        assertThat(faults.asList()).extracting(Fault::pointer).containsExactly("/applications/3/policies");

        ObjectNode longest = (ObjectNode) new ObjectMapper().readTree("{\"policies\": [" + "5,".repeat(999) + "5]}");
        Faults ofEach = new Faults();
        new PolicyListReader(Map.of(), ofEach).read(new JsonObjectReader(longest, "/applications/3", ofEach));
        assertThat(ofEach.asList())
                .extracting(Fault::pointer)
                .hasSize(1000)
                .contains("/applications/3/policies/999")
                .doesNotContain("/applications/3/policies");
    }
}
