package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Correctly signed claims that are invalid, or that two parsers could read differently. */
@DisplayName("Attacks by claims (request contract, section 4)")
final class ClaimAttacksTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW.minus(Duration.ofDays(1)));
    private static final KeyRing RING = Forge.ring(KEY);
    private static final String HEADER = Forge.header(KEY);
    private static final String CLAIMS = Forge.claims();
    private static final String EXP = "\"exp\":" + (Forge.NOW_SECONDS + 3600);
    private static final String IAT = "\"iat\":" + (Forge.NOW_SECONDS - 60);

    private final ApplicationTokens tokens = new ApplicationTokens(new SecureRandom(), false);

    private Verification verify(byte[] claims) {
        String jwt = Forge.jwtOfParts(KEY, Forge.base64(HEADER), Forge.base64(claims));
        return tokens.verify(RING, TokenText.of(jwt), Forge.ISSUER, Forge.NOW.toEpochMilli());
    }

    private Verification verify(String claims) {
        return verify(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static Verification refused(Reason reason) {
        return new Verification.Refused(reason);
    }

    // ---- numbers ----

    /** Values that are not a NumericDate (RFC 7519, section 2). */
    static Stream<String> noMoments() {
        String now = String.valueOf(Forge.NOW_SECONDS + 3600);
        return Stream.of(
                "\"" + now + "\"",
                "\"\"",
                "\"never\"",
                "\"2099-01-01T00:00:00Z\"",
                "[" + now + "]",
                "[]",
                "{}",
                "{\"exp\":" + now + "}",
                "true",
                "false",
                "null",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "\"NaN\"",
                "\"Infinity\"",
                "+" + now,
                "0" + now,
                now + ".",
                "." + now,
                now + "e",
                now + "e+",
                "0x6fffffff",
                "1_000_000_000",
                "1 000",
                "1,000",
                "-1",
                "-0.0001",
                "-" + now,
                "-1e99",
                "1e13",
                "1e400",
                "1e+400",
                "1e999999999",
                "1E99999999999999999999",
                "253402300800",
                "253402300799.5",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "340282366920938463463374607431768211456",
                "1".repeat(309),
                "9".repeat(1000),
                "1." + "0".repeat(2000),
                "undefined",
                "'" + now + "'",
                "\u0661");
    }

    @ParameterizedTest
    @MethodSource("noMoments")
    void rejectsInvalidTimes(String value) {
        assertThat(verify(CLAIMS.replace(EXP, "\"exp\":" + value))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
        assertThat(verify(CLAIMS.replace(IAT, "\"iat\":" + value))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    /** Unusual number formats keep their value: in the past, so expired, or in the future. */
    @ParameterizedTest
    @CsvSource({
        "0, false",
        "-0, false",
        "-0.0, false",
        "0.0, false",
        "0e0, false",
        "1e-400, false",
        "1E-999999999, false",
        "5e-324, false",
        "1e0, false",
        "1e9, false",
        "1.7e9, false",
        "2e9, true",
        "2E+9, true",
        "2e09, true",
        "20e8, true",
        "0.2e10, true",
        "2000000000.0, true",
        "2000000000.999999999999999999999, true",
        "2.534023007990e11, true",
    })
    void acceptsUnusualNumberFormats(String value, boolean good) {
        Verification verification = verify(CLAIMS.replace(EXP, "\"exp\":" + value));

        assertThat(verification instanceof Session).isEqualTo(good);
        if (!good) {
            assertThat(verification).isEqualTo(refused(Reason.TOKEN_EXPIRED));
        }
    }

    // ---- members ----

    /** Each member is inserted before and after the others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":4102444800",
                "\"exp\":null",
                "\"\\u0065xp\":4102444800",
                "\"\\u0065\\u0078\\u0070\":0",
                "\"aud\":\"" + "b" + "\"",
                "\"\\u0061ud\":[]",
                "\"iss\":\"https://evil.example.com\"",
                "\"common_name\":\"admin.access\"",
                "\"common\\u005fname\":\"admin.access\"",
                "\"type\":\"app\"",
                "\"jti\":\"x\"",
                "\"secret_binding\":\"x\"",
                "\"sub\":\"\",\"sub\":\"\"",
                "\"x\":{\"a\":1,\"\\u0061\":2}",
                "\"x\":[[{\"a\":1,\"a\":1}]]",
            })
    void rejectsDuplicateMembers(String member) {
        String inFront = "{" + member + "," + CLAIMS.substring(1);
        String behind = CLAIMS.substring(0, CLAIMS.length() - 1) + "," + member + "}";

        assertThat(verify(inFront)).isEqualTo(refused(Reason.TOKEN_CLAIMS));
        assertThat(verify(behind)).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    /** Each name resembles a claim but is another, unknown member. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"EXP\":0",
                "\"Exp\":0",
                "\"exp \":0",
                "\"exp\\u0000\":0",
                "\"e\u0445p\":0",
                "\"nbf\":4102444800",
                "\"common-name\":\"admin.access\"",
                "\"email\":\"admin@example.com\"",
                "\"__proto__\":{\"exp\":0}",
                "\"@type\":\"java.net.URL\"",
                "\"\":0",
                "\"x\":\"\\ud800\"",
            })
    void ignoresUnknownMembers(String member) {
        assertThat(verify("{" + member + "," + CLAIMS.substring(1))).isInstanceOfSatisfying(Session.class, session -> {
            assertThat(session.clientId()).isEqualTo("robot.access");
            assertThat(session.expiresAtMillis()).isEqualTo((Forge.NOW_SECONDS + 3600) * 1000);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud800",
                "\\udc00\\ud800",
                "robot.access\\u0000",
                "robot.access\\u000aadmin",
                "robot.access\u00e9",
                "r\u043ebot.access",
                "robot,access",
                " robot.access",
                "robot.access ",
            })
    void requiresToken68ClientId(String clientId) {
        assertThat(verify(CLAIMS.replace("\"robot.access\"", "\"" + clientId + "\"")))
                .isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    // ---- text that is not a JSON object in UTF-8 ----

    static Stream<String> noObjects() {
        return Stream.of(
                " ",
                "null",
                "true",
                "7",
                "\"" + "x" + "\"",
                "[]",
                "[" + CLAIMS + "]",
                "{}",
                "{",
                "}",
                CLAIMS + "}",
                "{" + CLAIMS + "}",
                CLAIMS + CLAIMS,
                CLAIMS + "\n" + CLAIMS,
                CLAIMS + ",",
                CLAIMS + "\0",
                "\0" + CLAIMS,
                "\ufeff" + CLAIMS,
                "\u00a0" + CLAIMS,
                CLAIMS.replace("\"", "'"),
                CLAIMS.replace("\"type\"", "type"),
                CLAIMS.replace("{", "{/*x*/"),
                CLAIMS + "// x",
                "# x\n" + CLAIMS,
                CLAIMS.replace(",", ",,"),
                CLAIMS.replace("}", ",}"),
                CLAIMS.replace(":", "="),
                ")]}'," + CLAIMS,
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":\"\n\""),
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":\"\\x41\""),
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":\"\\u12\""),
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":\"\t\""),
                nested("[", "]", 2500),
                nested("{\"a\":", "}", 900),
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":" + "[".repeat(4000)),
                CLAIMS.replace("\"sub\":\"\"", "\"sub\":" + nested("[", "]", 1001)));
    }

    private static String nested(String open, String close, int depth) {
        return open.repeat(depth) + (open.endsWith(":") ? "1" : "") + close.repeat(depth);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("noObjects")
    void rejectsLenientJson(String claims) {
        assertThat(verify(claims)).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE", "IBM1047"})
    void rejectsOtherEncodings(String charset) {
        assertThat(verify(CLAIMS.getBytes(Charset.forName(charset)))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    /** Each value is the content of a string, in hex. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0af",
                "c080",
                "e080af",
                "f08080af",
                "f8888080af",
                "fc8480808080",
                "eda080",
                "edbfbf",
                "eda080edb080",
                "f4908080",
                "f7bfbfbf",
                "c3",
                "e282",
                "f09f98",
                "c328",
                "fe",
                "ff",
                "feff",
                "fffe"
            })
    void rejectsInvalidUtf8(String hex) {
        byte[] around = CLAIMS.replace("\"sub\":\"\"", "\"sub\":\"?\"").getBytes(StandardCharsets.US_ASCII);
        int at = new String(around, StandardCharsets.US_ASCII).indexOf('?');
        byte[] content = java.util.HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[around.length - 1 + content.length];
        System.arraycopy(around, 0, bytes, 0, at);
        System.arraycopy(content, 0, bytes, at, content.length);
        System.arraycopy(around, at + 1, bytes, at + content.length, around.length - at - 1);

        assertThat(verify(bytes)).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }
}
