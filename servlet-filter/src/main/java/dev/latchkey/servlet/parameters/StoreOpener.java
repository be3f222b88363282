package dev.latchkey.servlet.parameters;

import jakarta.servlet.ServletException;

/** A store that init parameters describe, not yet opened. */
@FunctionalInterface
public interface StoreOpener {

    /**
     * Opens the store.
     *
     * @param cannotStart the prefix of failure messages
     * @throws ServletException if the database is unreachable, its tables have the wrong version, or its content is
     *     invalid; the message never contains the driver's message
     */
    OpenStore open(String cannotStart) throws ServletException;
}
