package dev.latchkey.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("request contract, section 3: reasons are fixed words")
class WordsTest {

    @Test
    void wordsAreLowerCaseAndEachStandsForOneThing() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::word))
                .doesNotHaveDuplicates()
                .allMatch(word -> word.matches("[a-z_]+"));
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::word))
                .containsExactly(
                        "let_in",
                        "passed",
                        "preflight_answered",
                        "unauthenticated",
                        "forbidden",
                        "unavailable",
                        "bad_request");
        assertThat(Arrays.stream(Presentation.values()).map(Presentation::word))
                .containsExactly("pair", "single_header", "application_token");
    }

    @Test
    void theWordsThatOperatorsGrepForStay() {
        assertThat(Reason.WRONG_SECRET.word()).isEqualTo("wrong_secret");
        assertThat(Reason.NOTHING_PRESENTED.word()).isEqualTo("nothing_presented");
        assertThat(Reason.SINGLE_HEADER_UNQUOTED.word()).isEqualTo("single_header_unquoted");
        assertThat(Reason.STORE_UNAVAILABLE.word()).isEqualTo("store_unavailable");
    }
}
