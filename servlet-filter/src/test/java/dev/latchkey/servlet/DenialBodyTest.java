package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 3: a body by Accept")
final class DenialBodyTest {

    @ParameterizedTest(name = "[{0}] gets {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "*/*                                      | PROBLEM_JSON",
                "application/json                         | PROBLEM_JSON",
                "application/problem+json                 | PROBLEM_JSON",
                "application/json, text/plain, */*        | PROBLEM_JSON",
                "image/png                                | PROBLEM_JSON",
                "``                                       | PROBLEM_JSON",
                "text                                     | PROBLEM_JSON",
                "text/hтml                                | PROBLEM_JSON",
                "text/plain                               | PLAIN_TEXT",
                "Text/Plain                               | PLAIN_TEXT",
                ", ,text/plain,                           | PLAIN_TEXT",
                "text/html                                | HTML",
                "text/html;level=1;q=0.7, text/plain;q=0.2| HTML",
                "text/html ; q=1.000 ,\ttext/plain        | HTML",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML",
            })
    void choosesByTheNamedTypes(String accept, DenialBody expected) {
        assertThat(choose(accept)).isEqualTo(expected);
    }

    @Test
    void readsSeveralHeadersAsOneList() {
        assertThat(choose("image/png", "text/html")).isEqualTo(DenialBody.HTML);
    }

    @Test
    void answersJsonWithoutTheHeader() {
        assertThat(choose()).isEqualTo(DenialBody.PROBLEM_JSON);
    }

    private static DenialBody choose(String... accept) {
        return DenialBody.choose(Collections.enumeration(List.of(accept)));
    }
}
