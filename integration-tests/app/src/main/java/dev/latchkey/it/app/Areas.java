package dev.latchkey.it.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of the app, each an application of its own in the configuration. */
public final class Areas {

    /** The servlet mappings, by the first segment of their paths; the last stands for the root. */
    public static final List<String> MAPPINGS = List.of("front", "prefix", "do", "files", "ws", "mvc", "");

    /** Who may enter each is up to the configuration; {@code open} is bypassed. */
    public static final List<String> ALL = List.of("open", "secure", "other", "single");

    private Areas() {}

    /** Returns the area that {@code path} is in, the context path left out; null if it is in none. */
    static @Nullable String of(String path) {
        for (String mapping : MAPPINGS) {
            for (String area : ALL) {
                String prefix = mapping.isEmpty() ? "/" + area : "/" + mapping + "/" + area;
                if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                    return area;
                }
            }
        }
        return null;
    }
}
