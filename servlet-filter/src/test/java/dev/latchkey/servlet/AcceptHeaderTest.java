package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 3: a body by Accept (RFC 9110, section 12.5.1)")
final class AcceptHeaderTest {

    @ParameterizedTest(name = "[{0}] gets {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "*/*                                      | PROBLEM_JSON",
                "application/json                         | PROBLEM_JSON",
                "application/problem+json                 | PROBLEM_JSON",
                "application/*, text/html                 | PROBLEM_JSON",
                "text/plain                               | PLAIN_TEXT",
                "Text/Plain                               | PLAIN_TEXT",
                "text/*                                   | PLAIN_TEXT",
                "text/html                                | HTML",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML",
                "text/html;q=0.5, application/json;q=0.4  | HTML",
                "text/html;q=0.4, application/json;q=0.5  | PROBLEM_JSON",
                "text/html;q=0, */*                       | PROBLEM_JSON",
                "application/problem+json;q=0, */*        | PLAIN_TEXT",
                "application/json;q=0, */*;q=0.1          | PLAIN_TEXT",
                "text/plain;q=0, text/*                   | HTML",
                "text/html;level=1;q=0.7, text/plain;q=0.2| HTML",
                "text/html ; q=1.000 ,\ttext/plain;q=0.999 | HTML",
                "text/html;a=\"b,c;q=0\", */*;q=0.3       | HTML",
                "text/html;a=\"b\\\"c\"                   | HTML",
                "image/png                                | PROBLEM_JSON",
                "image/png, text/plain;q=0.001            | PLAIN_TEXT",
                ", ,text/plain,                           | PLAIN_TEXT",
                "text/html;q=1;, text/plain;q=.5          | PROBLEM_JSON",
            })
    void choosesWhatTheClientLikesBest(String accept, DenialBody expected) {
        assertThat(AcceptHeader.choose(accept)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "text/",
                "/html",
                "text/html text/plain",
                "text/html;q=2",
                "text/html;q=1.001",
                "text/html;q=0.1234",
                "text/html;q=-1",
                "text/html;q=",
                "text/html;q=a",
                "text/html;q=0x1",
                "*/html",
                "text/html;a=\"b",
                "text/html;a=\"b\\",
                "text/html;=b",
                "text/html;q=\"1\"",
                "text/hтml",
                "text/html\u0000",
            })
    void fallsBackOnTheDefaultForWhatItCannotRead(String accept) {
        assertThat(AcceptHeader.choose(accept)).isEqualTo(DenialBody.PROBLEM_JSON);
    }

    @Test
    void readsNoMoreThanAKilobyte() {
        String long1024 = "text/html" + ";a=b".repeat(1024);

        assertThat(AcceptHeader.choose(long1024)).isEqualTo(DenialBody.PROBLEM_JSON);
        assertThat(AcceptHeader.choose(long1024.substring(0, 1021))).isEqualTo(DenialBody.HTML);
    }

    @Test
    void takesSeveralHeadersForOneList() {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getHeaders("Accept"))
                .thenReturn(Collections.enumeration(List.of("application/json;q=0.1", "text/html")));

        assertThat(AcceptHeader.choose(request)).isEqualTo(DenialBody.HTML);
    }

    @Test
    void doesWithoutAHeader() {
        HttpServletRequest request = mock(HttpServletRequest.class);

        assertThat(AcceptHeader.choose(request)).isEqualTo(DenialBody.PROBLEM_JSON);
    }
}
