package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.event.Presentation;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * Whatever headers come together, credentials are read only where there is one reading of them (request contract,
 * section 2). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=CredentialHeadersFuzzTest}
 * looks for more.
 */
class CredentialHeadersFuzzTest {

    private static final String ID = "cf-access-client-id";
    private static final String SECRET = "cf-access-client-secret";
    private static final String SINGLE = "x-api-key";

    private record Line(String name, String value) {}

    private final CredentialReader reader = new CredentialReader("X-Api-Key", EnumSet.allOf(SingleHeaderScheme.class));

    @FuzzTest(maxDuration = "1m")
    void hasOneReading(byte[] input) {
        List<Line> lines = lines(new String(input, StandardCharsets.UTF_8));

        Presented presented = read(lines);

        // Order and case of names do not matter.
        List<Line> reversed = new ArrayList<>(lines);
        Collections.reverse(reversed);
        List<Line> shouted = lines.stream()
                .map(line -> new Line(line.name().toUpperCase(Locale.ROOT), line.value()))
                .toList();
        assertThat(read(shouted)).isEqualTo(presented);
        assertThat(read(reversed).getClass()).isEqualTo(presented.getClass());

        long ids = folding(lines, ID);
        long secrets = folding(lines, SECRET);
        if (presented instanceof Presented.Credentials credentials) {
            boolean pair = credentials.how() == Presentation.PAIR;
            assertThat(List.of(ids, secrets)).isEqualTo(pair ? List.of(1L, 1L) : List.of(0L, 0L));
            assertThat(exactly(lines, ID) + exactly(lines, SECRET)).isEqualTo(pair ? 2 : 0);
            assertThat(exactly(lines, SINGLE)).isLessThanOrEqualTo(pair ? Long.MAX_VALUE : 1L);
            assertThat(credentials.clientId()).matches("[A-Za-z0-9._~+/=-]{1,256}");
            assertThat(credentials.secret().reveal()).matches("[A-Za-z0-9._~+/=-]{1,256}");
            // A repeated header or a twin makes them invalid.
            for (String more : pair ? List.of(ID, SECRET, ID.replace('-', '_')) : List.of(SINGLE, ID, SECRET)) {
                List<Line> again = new ArrayList<>(lines);
                again.add(new Line(more, "x"));
                assertThat(read(again)).as("with %s", more).isInstanceOf(Presented.Malformed.class);
            }
        } else if (ids + secrets > 0) {
            assertThat(presented).as("never rescued by a token").isInstanceOf(Presented.Malformed.class);
        }
    }

    private Presented read(List<Line> lines) {
        SentHeaders headers = SentHeaders.of();
        lines.forEach(line -> headers.and(line.name(), line.value()));
        return reader.read(headers);
    }

    /** Each line is a header, with a name that containers accept. */
    private static List<Line> lines(String text) {
        return text.lines()
                .filter(line -> line.matches("[A-Za-z0-9_-]+:.*"))
                .map(line -> new Line(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)))
                .toList();
    }

    private static long folding(List<Line> lines, String name) {
        return lines.stream()
                .filter(line ->
                        line.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
                .count();
    }

    private static long exactly(List<Line> lines, String name) {
        return lines.stream().filter(line -> line.name().equalsIgnoreCase(name)).count();
    }
}
