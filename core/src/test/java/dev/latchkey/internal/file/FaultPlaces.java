package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Asserts that faults of a file can be located. */
final class FaultPlaces {

    private FaultPlaces() {}

    /** Each fault has an existing line and column, and a printable message. */
    static void everyFaultHasItsPlace(ConfigurationException refused, String source, byte[] file) {
        assertThat(refused.faults()).isNotEmpty();
        assertThat(refused.getMessage().chars()).noneMatch(Character::isISOControl);
        long lines = new String(file, StandardCharsets.UTF_8).split("\r\n|\r|\n", -1).length;
        for (Fault fault : refused.faults()) {
            Fault.Location location = Objects.requireNonNull(fault.location());
            assertThat(location.file()).isEqualTo(Path.of(source).getFileName().toString());
            assertThat(location.line()).as("%s", fault).isBetween(1, (int) lines);
            assertThat(location.column()).as("%s", fault).isBetween(1, file.length + 1);
            assertThat(fault.message()).isNotBlank();
        }
    }
}
