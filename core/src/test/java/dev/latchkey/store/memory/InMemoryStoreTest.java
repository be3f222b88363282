package dev.latchkey.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.testing.AccessStoreContractTest;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends AccessStoreContractTest {

    private final InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, InstantSource.system());

    @Override
    protected AccessStore store() {
        return store;
    }

    @Override
    protected void change(UnaryOperator<AccessDocument> change) {
        store.update(change);
    }

    @Test
    void findsTheServiceTokenThatItIssued() {
        IssuedServiceToken issued = store.issue("nightly export");

        assertThat(store.findByClientId(issued.clientId())).isSameAs(issued.token());
        assertThat(store.document().serviceTokens()).containsExactly(issued.token());
    }
}
