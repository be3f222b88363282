package dev.latchkey.internal.file;

import dev.latchkey.internal.fault.PlacedFault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ConfigurationCheck} found in one file, in the order of the file. Nothing in it is or repeats a secret or a
 * digest. Immutable.
 *
 * @param path the file
 * @param contents what it holds in a few words, for example how many service tokens; null where it would be refused
 * @param faults why it would be refused, every reason; none where it would not
 * @param warnings what may be so on purpose
 */
public record CheckedFile(Path path, @Nullable String contents, List<PlacedFault> faults, List<PlacedFault> warnings) {

    /** Copies the lists. */
    public CheckedFile {
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
    }

    /** {@return whether it would be used as it is} */
    public boolean isGood() {
        return faults.isEmpty();
    }
}
