package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Claims that are taken are those that a strict parser finds, and are read back from what is written of them (request
 * contract, section 4). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=ClaimsFuzzTest}
 * looks for more.
 */
class ClaimsFuzzTest {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @FuzzTest(maxDuration = "1m")
    void agreesWithStrictParser(byte[] input) throws IOException {
        Claims claims = Claims.parse(input);

        if (claims == null) {
            return;
        }
        // Each byte has one meaning, so a round trip changes nothing.
        String text = new String(input, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(input);
        JsonNode tree;
        try {
            tree = STRICT.readTree(text);
        } catch (NumberFormatException exponentThatNoDecimalHas) {
            return;
        }
        assertThat(tree.get("type").textValue()).isEqualTo("app");
        assertThat(claims.issuer()).isEqualTo(tree.get("iss").textValue());
        assertThat(claims.clientId())
                .isEqualTo(tree.get("common_name").textValue())
                .matches("[A-Za-z0-9._~+/=-]{1,256}");
        assertThat(claims.sessionId()).isEqualTo(tree.get("jti").textValue()).hasSizeBetween(1, 64);
        assertThat(claims.binding()).isEqualTo(tree.get("secret_binding").textValue());
        assertThat(claims.audience()).isNotEmpty().isEqualTo(audience(tree.get("aud")));
        isTheMoment(claims.issuedAtMillis(), tree.get("iat"));
        isTheMoment(claims.expiresAtMillis(), tree.get("exp"));

        Claims again = Claims.parse(claims.toJson());
        assertThat(again).isNotNull();
        assertThat(again.toJson()).isEqualTo(claims.toJson());
        assertThat(again.audience()).isEqualTo(claims.audience());
        assertThat(claims).hasToString("Claims[masked]");
    }

    private static List<String> audience(JsonNode claim) {
        List<String> all = new ArrayList<>();
        if (claim.isTextual()) {
            all.add(claim.textValue());
        }
        claim.elements().forEachRemaining(each -> all.add(each.textValue()));
        return all;
    }

    private static void isTheMoment(long millis, JsonNode claim) {
        assertThat(claim.isNumber()).isTrue();
        assertThat(millis).isBetween(0L, 253_402_300_799_000L);
        BigDecimal seconds = claim.decimalValue();
        // Smaller exponents make the subtraction too slow; the value is almost 0.
        if (seconds.scale() < 1000) {
            BigDecimal difference = seconds.movePointRight(3).subtract(BigDecimal.valueOf(millis));
            assertThat(difference.abs()).isLessThan(BigDecimal.ONE.add(BigDecimal.ONE));
        } else {
            assertThat(millis).isZero();
        }
    }
}
