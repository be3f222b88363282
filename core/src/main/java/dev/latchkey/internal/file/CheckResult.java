package dev.latchkey.internal.file;

import dev.latchkey.configuration.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check of one file, in the order of the file, or of a database. It contains no secret and no digest.
 * Immutable.
 *
 * @param name the path of the file, or {@code database}
 * @param contents a short description of the contents, for example the number of service tokens; null if they are
 *     invalid
 * @param faults all faults; empty if the contents are valid
 * @param warnings settings that are valid but may be unintended
 * @param protection what a configuration protects, in words; empty if it is invalid, and for other files
 */
public record CheckResult(
        String name, @Nullable String contents, List<Fault> faults, List<Fault> warnings, List<String> protection) {

    /** Copies the lists. */
    public CheckResult {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        protection = List.copyOf(protection);
    }

    /** Returns whether the contents are valid. */
    public boolean isGood() {
        return faults.isEmpty();
    }
}
