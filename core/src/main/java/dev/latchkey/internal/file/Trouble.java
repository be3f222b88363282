package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is wrong with a file that is looked at again and again: each trouble once, and not at its first sight, at
 * which an editor may be in the middle of writing. Used by one thread at a time.
 */
final class Trouble {

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final int MOST_FAULTS = 20;

    private final Path path;
    private @Nullable String suspected;
    private @Nullable String reported;
    private boolean unwritable;

    Trouble(Path path) {
        this.path = path;
    }

    /** {@return whether the version with this digest was reported as broken, and nothing else since} */
    boolean isKnown(String digest) {
        return digest.equals(reported);
    }

    /** The version with this digest is broken. */
    void broken(String digest, ConfigurationException e) {
        if (isToReport(digest)) {
            LOG.error("{} is refused, the last good version stays in force: {}", path, describe(e.faults()));
        }
    }

    /** The file cannot be read. */
    void unreadable(String why) {
        if (isToReport(why)) {
            LOG.warn("{} cannot be read, the last good version stays in force: {}", path, why);
        }
    }

    /**
     * The file cannot be written. What a file system says holds paths and no secrets.
     *
     * @param obstacle what is in the way, if that shows
     */
    void unwritable(IOException failure, @Nullable String obstacle) {
        if (!unwritable) {
            unwritable = true;
            LOG.error("{} cannot be written: {}", path, obstacle == null ? failure.toString() : obstacle);
        }
    }

    /** The file was written. */
    void writable() {
        if (unwritable) {
            unwritable = false;
            LOG.info("{} can be written again", path);
        }
    }

    /** The file is good. */
    void over() {
        if (reported != null) {
            LOG.info("{} is good again", path);
        }
        suspected = null;
        reported = null;
    }

    private boolean isToReport(String what) {
        boolean report = what.equals(suspected) && !what.equals(reported);
        suspected = what;
        if (report) {
            reported = what;
        }
        return report;
    }

    private static String describe(List<Fault> faults) {
        String first = faults.stream().limit(MOST_FAULTS).map(Fault::toString).collect(Collectors.joining("; "));
        return faults.size() <= MOST_FAULTS ? first : first + "; and " + (faults.size() - MOST_FAULTS) + " more";
    }
}
