package dev.latchkey.servlet.parameters;

import dev.latchkey.store.WritableStore;

/**
 * An open store.
 *
 * @param store the store
 * @param closing closes the store, but nothing that was passed to it, such as a {@code DataSource}
 */
public record OpenStore(WritableStore store, AutoCloseable closing) {}
