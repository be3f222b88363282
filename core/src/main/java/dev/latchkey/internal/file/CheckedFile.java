package dev.latchkey.internal.file;

import dev.latchkey.configuration.Fault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link ConfigurationCheck} for one file, in the order of the file. It contains no secret and no digest.
 * Immutable.
 *
 * @param path the file
 * @param contents a short description of the contents, for example the number of service tokens; null if the file is
 *     invalid
 * @param faults all faults; empty if the file is valid
 * @param warnings settings that are valid but may be unintended
 * @param protection what a configuration file protects, in words; empty for other and invalid files
 */
public record CheckedFile(
        Path path, @Nullable String contents, List<Fault> faults, List<Fault> warnings, List<String> protection) {

    /** Copies the lists. */
    public CheckedFile {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        protection = List.copyOf(protection);
    }

    /** Returns whether the file is valid. */
    public boolean isGood() {
        return faults.isEmpty();
    }
}
