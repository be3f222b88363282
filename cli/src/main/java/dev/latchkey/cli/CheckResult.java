package dev.latchkey.cli;

import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.file.CheckedFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check. Immutable.
 *
 * @param name the file name, or {@code database}
 * @param contents a short description of the contents; null if they are invalid
 * @param faults all faults
 * @param warnings settings that may be unintended
 * @param protection what the configuration protects, in words; empty if it is invalid, or this is another file
 */
record CheckResult(
        String name, @Nullable String contents, List<Fault> faults, List<Fault> warnings, List<String> protection) {

    static CheckResult of(CheckedFile file) {
        return new CheckResult(
                file.path().toString(), file.contents(), file.faults(), file.warnings(), file.protection());
    }

    boolean isGood() {
        return faults.isEmpty();
    }
}
