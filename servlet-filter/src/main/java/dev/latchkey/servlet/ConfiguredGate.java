package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gate that the filter made itself, with what is to be closed after it.
 *
 * @param gate the gate
 * @param opened what was opened for it, in that order
 */
record ConfiguredGate(AccessGate gate, List<Closeable> opened) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredGate.class);

    /**
     * Closes the gate, which may have something to write yet, and then the rest, the last one first; one that fails is
     * logged and keeps none of the others open.
     */
    @Override
    public void close() {
        gate.close();
        close(opened);
    }

    static void close(List<Closeable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "what was opened for a gate could not be closed: {}",
                        e.getClass().getName());
            }
        }
    }
}
