package dev.latchkey.store.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.store.WritableStore;
import dev.latchkey.store.WritableStoreContractTest;
import org.junit.jupiter.api.Test;

class InMemoryWritableStoreTest extends WritableStoreContractTest {

    private final InMemoryStore store = new InMemoryStore();

    @Override
    protected WritableStore store() {
        return store;
    }

    @Override
    protected WritableStore another() {
        return store;
    }

    @Test
    void refusesAChangeFromWithinAChange() {
        assertThatThrownBy(() -> store.change(draft -> store.change(inner -> null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
        assertThatThrownBy(() -> store.update(document -> store.update(inner -> inner)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
    }
}
