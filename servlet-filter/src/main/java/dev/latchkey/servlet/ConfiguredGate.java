package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.parameters.OpenResources;

/**
 * A gate that is closed with its filter, together with what it uses. Thread-safe.
 *
 * @param opened what the gate uses, and last the gate, which may still write when it is closed
 */
record ConfiguredGate(AccessGate gate, OpenResources opened) implements AutoCloseable {

    @Override
    public void close() {
        opened.close();
    }
}
