package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 2: members of an application that are known, and those that are misspelled")
final class ApplicationMembersTest {

    @ParameterizedTest
    @ValueSource(strings = {"name", "read_service_tokens_from_header", "tags", "custom_pages", "scim_config"})
    void knowsMembersWithAMeaningAndWithout(String name) {
        assertThat(ApplicationMembers.isKnown(name)).isTrue();
        assertThat(ApplicationMembers.nearest(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "read_service_tokens_from_headr, read_service_tokens_from_header",
        "read_service_token_from_header, read_service_tokens_from_header",
        "Name, name",
        "polices, policies",
        "session-duration, session_duration",
        "taags, tags",
        // As close to updated_at: the first in alphabetical order.
        "cpxated_at, created_at",
    })
    void guessesWhatIsMeant(String name, String meant) {
        assertThat(ApplicationMembers.isKnown(name)).isFalse();
        assertThat(ApplicationMembers.nearest(name)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "ours", "policXYZ", "team_of_whoever_owns_it"})
    void guessesNothingWhereNothingIsClose(String name) {
        assertThat(ApplicationMembers.nearest(name)).isNull();
    }

    @Test
    void looksAtNoNameThatIsMuchTooLong() {
        assertThat(ApplicationMembers.nearest("n".repeat(100_000))).isNull();
    }
}
