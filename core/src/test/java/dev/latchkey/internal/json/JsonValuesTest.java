package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Plain values of unknown members as JSON")
final class JsonValuesTest {

    private static List<Arguments> plainValues() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b", null);
        map.put("a", List.of(1, "x"));
        return List.of(
                Arguments.of(null, "null"),
                Arguments.of("text", "\"text\""),
                Arguments.of(true, "true"),
                Arguments.of(false, "false"),
                Arguments.of((byte) 7, "7"),
                Arguments.of((short) 7, "7"),
                Arguments.of(-7, "-7"),
                Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of(new BigInteger("92233720368547758070"), "92233720368547758070"),
                Arguments.of(new BigDecimal("1.50"), "1.50"),
                Arguments.of(0.25, "0.25"),
                Arguments.of(0.1f, "0.1"),
                Arguments.of(List.of(), "[]"),
                Arguments.of(map, "{\"b\":null,\"a\":[1,\"x\"]}"));
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void areWritten(@Nullable Object value, String json) {
        assertThat(JsonValues.node(value)).hasToString(json);
    }

    private static List<Object> otherValues() {
        return List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NaN,
                Float.NEGATIVE_INFINITY,
                'c',
                Duration.ofSeconds(4711),
                List.of(Duration.ofSeconds(4711)));
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    void othersAreRejectedWithoutQuotingThem(Object value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonValues.node(value))
                .withMessageContaining("is not a plain map, list, text, number or boolean")
                .withMessageNotContaining("4711");
    }

    @Test
    void areReadBackUnchanged() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("flag", true);
        map.put("nothing", null);
        map.put("list", List.of(1, 2L, "x", Map.of("y", new BigDecimal("1.5"))));

        assertThat(JsonValues.of(JsonValues.node(map))).isEqualTo(map);
    }
}
