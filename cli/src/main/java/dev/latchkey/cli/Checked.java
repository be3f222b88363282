package dev.latchkey.cli;

import dev.latchkey.internal.fault.PlacedFault;
import dev.latchkey.internal.file.CheckedFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check found in one place. Immutable.
 *
 * @param name the file's, or {@code database}
 * @param contents what it holds in a few words; null where it would be refused
 * @param faults why it would be refused
 * @param warnings what may be so on purpose
 */
record Checked(String name, @Nullable String contents, List<PlacedFault> faults, List<PlacedFault> warnings) {

    static Checked of(CheckedFile file) {
        return new Checked(file.path().toString(), file.contents(), file.faults(), file.warnings());
    }

    boolean isGood() {
        return faults.isEmpty();
    }
}
