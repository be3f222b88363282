package dev.latchkey.cli;

import dev.latchkey.store.WritableStore;
import java.io.Closeable;
import java.io.IOException;

/** Opens the store of a command. */
@FunctionalInterface
interface StoreSource {

    /**
     * Opens the store; the caller closes it.
     *
     * @param create whether to create a missing store
     * @throws Exception if it cannot be opened
     */
    OpenStore open(boolean create) throws Exception;

    /**
     * An open store.
     *
     * @param store the store
     * @param closing closes it
     */
    record OpenStore(WritableStore store, Closeable closing) implements Closeable {

        @Override
        public void close() throws IOException {
            closing.close();
        }
    }
}
