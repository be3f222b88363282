package dev.latchkey.store.memory;

import static dev.latchkey.store.SessionsForContractTest.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.AccessStoreContractTest;
import dev.latchkey.token.IssuedServiceToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends AccessStoreContractTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
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

    @Test
    void forgetsASessionOnlyAfterItsEnd() {
        InMemoryStore clocked = new InMemoryStore(AccessDocument.EMPTY, now::get);
        clocked.revoke(session("session-1", now.get().plusSeconds(60)));

        now.set(now.get().plusSeconds(59));
        clocked.revoke(session("session-2", now.get().plusSeconds(60)));
        assertThat(clocked.isRevoked(session("session-1"))).isTrue();

        now.set(now.get().plusSeconds(7200));
        clocked.revoke(session("session-3", now.get().plusSeconds(60)));
        assertThat(clocked.isRevoked(session("session-1"))).isFalse();
    }
}
