package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A moment is read as the JDK reads it, and read back from what is written of it (management contract, section 1). The
 * build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=Rfc3339FuzzTest} looks for more.
 */
class Rfc3339FuzzTest {

    @FuzzTest(maxDuration = "1m")
    void readsWhatTheJdkReads(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Instant moment;
        try {
            moment = Rfc3339.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("must be a time");
            Instant read = byTheJdk(text);
            // A negative year, or one of more digits, is written with a sign.
            assertThat(read == null || !read.toString().matches("[0-9].*")).isTrue();
            return;
        }
        assertThat(moment).isEqualTo(byTheJdk(text));
        assertThat(moment.toString()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3,9})?Z");
        assertThat(Rfc3339.parse(moment.toString())).isEqualTo(moment);
    }

    private static @Nullable Instant byTheJdk(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException refused) {
            return null;
        }
    }
}
