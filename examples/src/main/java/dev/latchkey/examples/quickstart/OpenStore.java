package dev.latchkey.examples.quickstart;

import dev.latchkey.store.WritableStore;
import java.io.Closeable;
import java.io.IOException;

/**
 * A store that the quick start has opened.
 *
 * @param store the store
 * @param identity what the management API's account id is made of: the same for all who use this store
 * @param where what the configuration is kept in, for people
 * @param opened what is to be closed
 */
record OpenStore(WritableStore store, String identity, String where, Closeable opened) implements Closeable {

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
