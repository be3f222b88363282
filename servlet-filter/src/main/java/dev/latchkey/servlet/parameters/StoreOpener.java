package dev.latchkey.servlet.parameters;

import jakarta.servlet.ServletException;

/** A store that init parameters describe, before it is opened. */
@FunctionalInterface
public interface StoreOpener {

    /**
     * Opens the store.
     *
     * @param cannotStart the first words of the message of a failure
     * @throws ServletException if the database cannot be reached, its tables are not the right ones, or they hold what
     *     cannot be read; never with anything that a driver says
     */
    OpenStore open(String cannotStart) throws ServletException;
}
