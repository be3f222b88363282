package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Pointers (RFC 6901) to members with any name")
final class JsonPointersTest {

    @Test
    void escapeNames() {
        assertThat(JsonPointers.member("/a", "b/c~d")).isEqualTo("/a/b~1c~0d");
        assertThat(JsonPointers.element("/a", 3)).isEqualTo("/a/3");
        assertThat(JsonPointers.parent("/a/b~1c")).isEqualTo("/a");
        assertThat(JsonPointers.parent("/a")).isEmpty();
        assertThat(JsonPointers.parent("")).isEmpty();
    }

    @Test
    void cutLongNames() {
        assertThat(JsonPointers.member("", "a".repeat(100))).isEqualTo("/" + "a".repeat(100));
        assertThat(JsonPointers.member("", "a".repeat(101))).isEqualTo("/" + "a".repeat(100) + "…");
    }

    @ParameterizedTest
    @CsvSource({
        "größer 𝔸, größer 𝔸",
        "a\u0085b, a\\u0085b",
        "a\u202eb, a\\u202eb",
        "a\u2028b, a\\u2028b",
        "a\u2029b, a\\u2029b",
        "a\u200bb, a\\u200bb",
        "\ud83d, \\ud83d",
        "a\ud83d, a\\ud83d",
        "\ud83dz, \\ud83dz",
        "\ude00, \\ude00",
        "z\ude00, z\\ude00",
        "\ud83d\ud83d\ude00, \\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00, \ud83d\ude00\\ude00",
    })
    void printNoCharacterThatForgesALine(String text, String printed) {
        assertThat(JsonPointers.printable(text)).isEqualTo(printed);
    }
}
