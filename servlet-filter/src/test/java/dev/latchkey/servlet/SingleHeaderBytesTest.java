package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends arbitrary bytes in the single header over a raw socket. Client libraries would refuse to send them. */
@DisplayName("request contract, section 2: the single header, byte by byte")
final class SingleHeaderBytesTest {

    private static final String GOOD =
            "{\"cf-access-client-id\":\"" + TestGate.ID + "\",\"cf-access-client-secret\":\"" + TestGate.SECRET + "\"}";

    private static JettyApp app;

    @BeforeAll
    static void start() throws Exception {
        app = GatedApp.behind(TestGate.of(TestGate.application("alpha", "*/alpha")
                        .readServiceTokensFromHeader("X-Api-Key")
                        .singleHeaderSchemes(EnumSet.allOf(SingleHeaderScheme.class))
                        .build()))
                .start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static int status(String value) throws IOException {
        RawAnswer answer = app.get("/alpha", "X-Api-Key: " + value);
        assertThat(answer.body()).doesNotContain(TestGate.SECRET);
        return answer.status();
    }

    @Test
    void admitsValidHeader() throws IOException {
        assertThat(status(GOOD)).isEqualTo(200);
        assertThat(status("  \t" + GOOD + "\t ")).isEqualTo(200);
        assertThat(status("Bearer " + GOOD)).isEqualTo(200);
    }

    static Stream<String> places() {
        String halfId = TestGate.ID.substring(0, 10);
        return Stream.of(
                "?" + GOOD,
                GOOD + "?",
                GOOD.replace("{", "{?"),
                GOOD.replace("\":", "\"?:"),
                GOOD.replace(",", "?,"),
                GOOD.replace("cf-access-client-id", "cf-access-client-id?"),
                GOOD.replace(halfId, halfId + "?"),
                GOOD.replace("\"}", "?\"}"),
                GOOD.replace("\"}", "\\?\"}"),
                GOOD.replace("}", ",\"?\":\"\"}"));
    }

    /** Inserts each byte except CR and LF. Only spaces and tabs are admitted, and nothing causes a server error. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void noByteCausesFailureOrDifference(String place) throws IOException {
        for (int each = 1; each < 256; each++) {
            if (each == '\r' || each == '\n') {
                continue;
            }
            String value = place.replace("?", Character.toString((char) each));
            int status = status(value);

            assertThat(status).as("byte %02x: %s", each, value).isIn(200, 400, 401);
            // Escaped spaces are trimmed as well.
            boolean isBlank = each == ' ' || each == '\t' || value.endsWith("\\t\"}");
            if (!isBlank) {
                assertThat(status).as("byte %02x: %s", each, value).isNotEqualTo(200);
            }
            if (each >= 0x20 && each != 0x7f) {
                assertThat(status)
                        .as("byte %02x is no control character: %s", each, value)
                        .isNotEqualTo(400);
            }
        }
    }

    static Stream<String> sequences() {
        return Stream.of(
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
                "fffe",
                "efbbbf",
                "efbfbd",
                "c2a0",
                "e28080",
                "e3808020",
                "f09f9880",
                "efbc9a",
                "c4b0",
                "c5bf",
                "e284aa",
                "00",
                "0000",
                "7f",
                "1b5b",
                "5c75303030");
    }

    /** Inserts overlong, truncated, surrogate and other byte sequences at each place. */
    @ParameterizedTest
    @MethodSource("sequences")
    void noByteSequenceCausesFailureOrDifference(String hex) throws IOException {
        String sequence = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        for (String place : List.copyOf(places().toList())) {
            assertThat(status(place.replace("?", sequence))).as(place).isIn(400, 401);
        }
    }
}
