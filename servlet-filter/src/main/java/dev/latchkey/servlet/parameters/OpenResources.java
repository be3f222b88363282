package dev.latchkey.servlet.parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a filter or servlet uses and closes at its end. Adding is not thread-safe, closing is. */
public final class OpenResources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Adds a resource, which is closed before the ones that were added earlier. */
    public void add(AutoCloseable resource) {
        resources.add(resource);
    }

    /** Adds a store or a meter, unless it needs no closing. */
    public void addIfCloseable(Object used) {
        if (used instanceof AutoCloseable resource) {
            add(resource);
        }
    }

    /**
     * Closes all resources, the last one first. Failures are logged and do not stop the others from being closed. Further
     * calls do nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
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
        LOG.warn("could not close a gate or store: {}", e.getClass().getName());
    }
}
