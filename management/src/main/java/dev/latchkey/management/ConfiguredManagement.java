package dev.latchkey.management;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API that the servlet created, and the store to close after it.
 *
 * @param api the API
 * @param opened the store that was opened for it; null if it is the filter's
 */
record ConfiguredManagement(ManagementApi api, @Nullable AutoCloseable opened) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredManagement.class);

    @Override
    public void close() {
        if (opened != null) {
            close(opened);
        }
    }

    /** Closes it; a failure is logged. */
    static void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.warn(
                    "what was opened for the management API could not be closed: {}",
                    e.getClass().getName());
        }
    }
}
