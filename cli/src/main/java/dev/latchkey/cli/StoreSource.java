package dev.latchkey.cli;

import dev.latchkey.store.WritableStore;
import java.io.Closeable;
import java.io.IOException;

/** Opens the store that the commands work on. Another kind of store is another of these. */
@FunctionalInterface
interface StoreSource {

    /**
     * {@return the store} To be closed.
     *
     * @param create makes an empty one if there is none
     * @throws Exception if it cannot be opened
     */
    OpenStore open(boolean create) throws Exception;

    /**
     * A store and what closes it.
     *
     * @param store what to work on
     * @param closing closes it
     */
    record OpenStore(WritableStore store, Closeable closing) implements Closeable {

        @Override
        public void close() throws IOException {
            closing.close();
        }
    }
}
