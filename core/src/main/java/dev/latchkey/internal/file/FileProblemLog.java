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
 * Logs problems of a polled file: each one once, and only when it is seen twice in a row, as an editor may be writing
 * at the first time. Used by one thread at a time.
 */
final class FileProblemLog {

    private static final Logger LOG = LoggerFactory.getLogger(FileProblemLog.class);
    private static final int MOST_FAULTS = 20;

    private final Path path;
    private @Nullable String suspected;
    private @Nullable String reported;
    private boolean unwritable;

    FileProblemLog(Path path) {
        this.path = path;
    }

    /** Returns whether the last poll found no problem. */
    boolean none() {
        return suspected == null;
    }

    /** Returns whether the version with this digest was the last reported problem. */
    boolean isKnown(String digest) {
        return digest.equals(reported);
    }

    /** Reports that the version with this digest is invalid. */
    void broken(String digest, ConfigurationException e) {
        if (isToReport(digest)) {
            LOG.error("{} is invalid, the last valid version stays in force: {}", path, describe(e.faults()));
        }
    }

    /** Reports that the file cannot be read. */
    void unreadable(String why) {
        if (isToReport(why)) {
            LOG.warn("{} cannot be read, the last valid version stays in force: {}", path, why);
        }
    }

    /**
     * Reports that the file cannot be written. A file system's message contains paths, but no secrets.
     *
     * @param obstacle the known cause, or null
     */
    void unwritable(IOException failure, @Nullable String obstacle) {
        if (!unwritable) {
            unwritable = true;
            LOG.error("{} cannot be written: {}", path, obstacle == null ? failure.toString() : obstacle);
        }
    }

    /** Reports that the file was written. */
    void writable() {
        if (unwritable) {
            unwritable = false;
            LOG.info("{} can be written again", path);
        }
    }

    /** Reports that the file is valid. */
    void over() {
        if (reported != null) {
            LOG.info("{} is valid again", path);
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
