package dev.latchkey.store.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.AccessStoreContractTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileStoreTest extends AccessStoreContractTest {

    @TempDir
    private Path directory;

    private JsonFileStore store;

    @BeforeEach
    void open() throws IOException {
        store = JsonFileStore.builder(directory.resolve("latchkey.json"))
                .createIfMissing(true)
                .open();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Override
    protected AccessStore store() {
        return store;
    }

    @Override
    protected void change(UnaryOperator<AccessDocument> change) throws IOException {
        store.update(change);
    }

    @Test
    void refusesAChangeFromWithinAChange() {
        assertThatThrownBy(() -> store.update(document -> {
                    change(store);
                    return document;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
    }

    private static void change(JsonFileStore store) {
        try {
            store.update(document -> document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterCloseItIsReadAndNotChanged() throws IOException {
        store.close();

        assertThat(store.configuration()).isNotNull();
        assertThat(store.findByClientId("one.access")).isNull();
        assertThatThrownBy(() -> store.update(document -> document))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        store.close();
    }
}
