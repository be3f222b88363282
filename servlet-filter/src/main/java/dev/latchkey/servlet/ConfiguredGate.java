package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gate that ends with its filter, and what is closed after it. Thread-safe. */
final class ConfiguredGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredGate.class);

    private final AccessGate gate;
    private final List<AutoCloseable> opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param opened what was opened for the gate, in that order */
    ConfiguredGate(AccessGate gate, List<? extends AutoCloseable> opened) {
        this.gate = gate;
        this.opened = List.copyOf(opened);
    }

    List<AutoCloseable> opened() {
        return opened;
    }

    AccessGate gate() {
        return gate;
    }

    /**
     * Closes the gate, which may still have something to write, and then the rest, the last one first. A failure is
     * logged and keeps none of the others open. A second call does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            close(List.of(gate));
            close(opened);
        }
    }

    static void close(List<? extends AutoCloseable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                warn(e);
            } catch (Exception e) {
                warn(e);
            }
        }
    }

    /** Of what was thrown, no more than its class: the message may quote what could not be written. */
    private static void warn(Exception e) {
        LOG.warn(
                "A gate, or something that it uses, could not be closed: {}",
                e.getClass().getName());
    }
}
