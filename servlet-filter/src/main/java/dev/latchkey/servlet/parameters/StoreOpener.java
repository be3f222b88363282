package dev.latchkey.servlet.parameters;

import dev.latchkey.store.WritableStore;
import jakarta.servlet.ServletException;

/** A store that init parameters describe, not yet opened. */
@FunctionalInterface
public interface StoreOpener {

    /**
     * Opens the store. The caller closes it, but nothing that was passed to it, such as a {@code DataSource}.
     *
     * @param cannotStart the prefix of failure messages
     * @throws ServletException if the database is unreachable, its tables have the wrong version, or its content is
     *     invalid; the message never contains the driver's message
     */
    WritableStore open(String cannotStart) throws ServletException;
}
