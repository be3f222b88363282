package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The order of members in answers")
final class AnswersTest {

    private static List<String> names(ObjectNode answer) {
        List<String> names = new ArrayList<>();
        answer.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void policiesHaveTheirSessionDurationAfterTheirRules() {
        Policy policy = Policy.builder("jobs", Policy.Decision.NON_IDENTITY)
                .sessionDuration(Duration.ofHours(1))
                .include(new Rule.AnyValidServiceToken())
                .build();

        assertThat(names(PolicyFormat.MEMBERS.answer(policy)))
                .containsSubsequence("id", "name", "decision", "precedence", "include", "exclude", "session_duration");
        assertThat(names(PolicyFormat.MEMBERS.effective(policy))).containsSubsequence("exclude", "session_duration");
        assertThat(names(PolicyFormat.MEMBERS.inFile(policy))).containsSubsequence("session_duration", "include");
    }

    @Test
    void organizationsHaveTheInactivityAfterTheStrictAuthentication() {
        assertThat(names(OrganizationFormat.MEMBERS.effective(Organization.DEFAULT)))
                .containsSequence("strict_service_token_auth", "service_token_inactivity");
    }
}
