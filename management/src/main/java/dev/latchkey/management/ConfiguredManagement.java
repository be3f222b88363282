package dev.latchkey.management;

import dev.latchkey.servlet.parameters.OpenResources;

/**
 * An API that the servlet created.
 *
 * @param opened the store that was opened for it; empty if it is the filter's
 */
record ConfiguredManagement(ManagementApi api, OpenResources opened) implements AutoCloseable {

    @Override
    public void close() {
        opened.close();
    }
}
