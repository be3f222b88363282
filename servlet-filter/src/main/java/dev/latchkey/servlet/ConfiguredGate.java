package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gate that is closed with its filter, together with what it uses. Thread-safe. */
final class ConfiguredGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredGate.class);

    private final AccessGate gate;
    private final List<AutoCloseable> opened;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Creates an owner of a gate.
     *
     * @param opened what the gate uses, in the order in which it was opened
     */
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
     * Closes the gate, which may still write, and then the rest, the last one first. Failures are logged and do not
     * stop the others from being closed. Further calls do nothing.
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

    /** Logs the class only: the message may quote what could not be written. */
    private static void warn(Exception e) {
        LOG.warn("could not close a gate or one of its stores: {}", e.getClass().getName());
    }
}
