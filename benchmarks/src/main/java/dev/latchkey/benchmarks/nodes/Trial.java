package dev.latchkey.benchmarks.nodes;

import java.nio.file.Path;

/** Something that is tried on nodes that share a database. */
interface Trial {

    /**
     * Does it, and reports what was seen.
     *
     * @param directory for what the nodes log, and the database's data
     * @param count how often
     */
    void run(Path directory, int count, Report report) throws Exception;
}
