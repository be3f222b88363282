package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.syntax.Blanks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The token found in cookies is the one that splitting them finds (request contract, section 2). The build replays the
 * seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=CookieFuzzTest} looks for more.
 */
class CookieFuzzTest {

    private static final String NAME = "CF_Authorization=";

    @FuzzTest(maxDuration = "1m")
    void agreesWithSplitting(byte[] input) {
        // Each line is a separate Cookie header.
        List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
        SentHeaders headers = SentHeaders.of();
        lines.forEach(line -> headers.and("Cookie", line));
        List<String> tokens = lines.stream()
                .flatMap(line -> Stream.of(line.split(";", -1)))
                .map(Blanks::trim)
                .filter(cookie -> cookie.startsWith(NAME))
                .map(cookie -> cookie.substring(NAME.length()))
                .toList();

        Presented presented = TokenReader.read(headers);

        TokenText beside = TokenReader.onlyCookie(headers);
        String only = tokens.size() == 1 ? tokens.get(0) : "";
        if (tokens.size() > 1) {
            assertThat(presented).isEqualTo(new Presented.Malformed(Reason.SEVERAL_APPLICATION_TOKENS));
        } else if (only.isEmpty()) {
            assertThat(presented).isInstanceOf(Presented.Nothing.class);
        } else {
            TokenText text = ((Presented.Token) presented).text();
            assertThat(text.jwt()).isEqualTo(only);
            assertThat(text).isEqualTo(beside).isEqualTo(TokenText.of(only)).isEqualTo(text.compact());
            assertThat(text).hasSameHashCodeAs(text.compact());
        }
        assertThat(beside == null).isEqualTo(only.isEmpty());
    }
}
