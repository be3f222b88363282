package dev.latchkey.examples.quickstart;

import dev.latchkey.store.WritableStore;
import java.io.Closeable;
import java.io.IOException;

/**
 * A store that the quick start has opened.
 *
 * @param store the store
 * @param identity the text that the management API's account ID is derived from: the same for all users of this store
 * @param where the location of the configuration, to print
 * @param opened closes the store
 */
record OpenStore(WritableStore store, String identity, String where, Closeable opened) implements Closeable {

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
