package dev.latchkey.servlet.parameters;

import dev.latchkey.store.WritableStore;

/**
 * A store that is open.
 *
 * @param store the store
 * @param closing closes it, and nothing that it was given, such as a {@code DataSource}
 */
public record OpenStore(WritableStore store, AutoCloseable closing) {}
