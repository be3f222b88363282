package dev.latchkey.internal.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that a store keeps beside its configuration file, or beside its key file. */
public final class SiblingFiles {

    private static final String JSON = ".json";

    private SiblingFiles() {}

    /** Returns the file of signing keys: {@code latchkey.keys.json} for {@code latchkey.json}. */
    public static Path keys(Path configuration) {
        return sibling(configuration, "keys");
    }

    /** Returns the file of ended sessions: {@code latchkey.sessions.json} for {@code latchkey.json}. */
    public static Path sessions(Path configuration) {
        return sibling(configuration, "sessions");
    }

    /** Returns the file of uses: {@code latchkey.usage.json} for {@code latchkey.json}. */
    public static Path usage(Path configuration) {
        return sibling(configuration, "usage");
    }

    /**
     * Returns the path that ended sessions and uses are named after: the key file if there is one. Apps whose
     * configuration files have the same name may keep their key files in one directory, and must not share the others.
     */
    public static Path named(Path configuration, @Nullable Path keyFile) {
        return keyFile == null ? configuration : keyFile;
    }

    private static Path sibling(Path configuration, String what) {
        String name = String.valueOf(configuration.getFileName());
        String stem = name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name;
        return configuration.resolveSibling(stem + "." + what + JSON);
    }
}
