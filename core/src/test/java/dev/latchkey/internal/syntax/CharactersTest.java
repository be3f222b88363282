package dev.latchkey.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Sets of characters, names of headers, and bytes as text")
final class CharactersTest {

    @Test
    void setsContainTheCharactersThatTheyName() {
        AsciiSet lower = AsciiSet.lowerCaseAnd("-_");
        assertThat(lower.containsAll("abcxyz019-_")).isTrue();
        assertThat(lower.containsAll("")).isTrue();
        assertThat(lower.containsAll("aBc")).isFalse();
        assertThat(lower.contains('.')).isFalse();
        assertThat(lower.contains('é')).isFalse();

        AsciiSet letters = AsciiSet.lettersAnd("~");
        assertThat(letters.containsAll("AZaz09~")).isTrue();
        assertThat(letters.contains('-')).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x y", "x:", "é"})
    void singleHeadersHaveAName(String name) {
        assertThat(HeaderName.faultAsSingleHeader(name))
                .isEqualTo("must be the name of an HTTP header (an RFC 9110 token of at most 256 characters)");
    }

    @ParameterizedTest
    @CsvSource({
        "'x: CF_Access', 3, cf-access, true",
        "'x: CF-Access', 3, cf-access, true",
        "'x: cf-access-more', 3, cf-access, true",
        "'x: cf-acces', 3, cf-access, false",
        "'x: CF-ACCES', 3, cf-access, false",
        "'', 0, a, false",
        "x, 1, a, false",
    })
    void namesFoldWithinAText(String text, int from, String name, boolean expected) {
        assertThat(HeaderName.foldsTo(text, from, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "+/+/, fbffbf",
        "-_-_, fbffbf",
        "-AAA, f80000",
        "_AAA, fc0000",
        "A-AA, 03e000",
        "'  00ff ', 00ff",
    })
    void bytesAreReadAsHexOrBase64(String text, String hex) {
        assertThat(HexFormat.of().formatHex(HexOrBase64.decode("a pepper", text)))
                .isEqualTo(hex);
    }

    @Test
    void bytesInNeitherFormAreNotQuoted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HexOrBase64.decode("a pepper", "§secret"))
                .withMessage("a pepper is neither hex nor base64");
    }
}
