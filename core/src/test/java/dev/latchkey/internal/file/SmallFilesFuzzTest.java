package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.configuration.ConfigurationException;
import java.util.List;

/**
 * The files of ended sessions and of service tokens' use are refused, each fault with its place, or written as they are
 * read. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=SmallFilesFuzzTest} looks for more.
 */
class SmallFilesFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void rejectsOrReadsBack(byte[] input) {
        for (FileFormat<?> format : List.of(new RevocationFormat(), new UsageFormat())) {
            roundTrip(format, input);
        }
    }

    private static <T> void roundTrip(FileFormat<T> format, byte[] input) {
        T read;
        try {
            read = format.read("latchkey.small.json", input);
        } catch (ConfigurationException refused) {
            FaultPlaces.everyFaultHasItsPlace(refused, "latchkey.small.json", input);
            return;
        }
        byte[] written = format.write(read);
        T again = format.read("latchkey.small.json", written);
        assertThat(again).isEqualTo(read);
        assertThat(format.write(again)).isEqualTo(written);
        assertThat(format.reusing(read, again)).isSameAs(read);
    }
}
