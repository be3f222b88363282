package dev.latchkey.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import dev.latchkey.testing.WritableStoreContractTest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryWritableStoreTest extends WritableStoreContractTest {

    private static final SecretDigest DIGEST = SecretDigest.parse("ab".repeat(32));

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
    void recordsUsesSinceItWasMade() {
        Instant moment = Instant.parse("2026-11-20T12:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(moment);
        InMemoryStore clocked = new InMemoryStore(AccessDocument.EMPTY, now::get);
        now.set(moment.plusSeconds(60));

        assertThat(clocked.usesRecordedSince()).isEqualTo(moment);
    }

    @Test
    void answersAChangeWithTheNewDocument() {
        AccessDocument changed = store.update(document -> document.with(ServiceToken.of("a.access", DIGEST)));

        assertThat(changed.serviceTokens()).hasSize(1);
        assertThat(store.document()).isSameAs(changed);
        assertThat(store.location()).isEqualTo("memory");
    }

    @Test
    void remembersNoNoticeOfATokenThatIsMissing() {
        ServiceToken token = ServiceToken.of("a.access", DIGEST);
        Instant expiresAt = Instant.parse("2026-11-20T12:00:00Z");
        assertThat(store.claimExpiryNotice(token.id(), expiresAt)).isFalse();

        store.update(document -> document.with(token));

        assertThat(store.claimExpiryNotice(token.id(), expiresAt)).isTrue();
        assertThat(store.claimExpiryNotice(token.id(), expiresAt)).isFalse();
    }

    @Test
    void keepsNoticeOfTokenCreatedDuringPruning() throws Exception {
        Instant moment = Instant.parse("2026-11-20T12:00:00Z");
        for (int i = 0; i < 500; i++) {
            store.recordLastSeen(Map.of(store.issue("other").token().id(), moment));
        }
        AtomicInteger passes = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread forgetting = new Thread(() -> {
            while (!over.get()) {
                store.recordLastSeen(Map.of());
                passes.incrementAndGet();
            }
        });
        forgetting.start();
        try {
            for (int i = 0; i < 100; i++) {
                UUID made = store.issue("new").token().id();
                assertThat(store.claimExpiryNotice(made, moment)).isTrue();
                int before = passes.get();
                while (passes.get() < before + 2 && forgetting.isAlive()) {
                    Thread.onSpinWait();
                }
                assertThat(store.claimExpiryNotice(made, moment)).isFalse();
            }
        } finally {
            over.set(true);
            forgetting.join();
        }
    }

    @Test
    void refusesAChangeFromWithinAChange() {
        assertThatThrownBy(() -> store.change(draft -> store.change(inner -> null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
        assertThatThrownBy(() -> store.change(draft -> {
                    store.recordLastSeen(Map.of());
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not record a use");
        assertThatThrownBy(() -> store.change(draft -> store.claimExpiryNotice(new UUID(0, 1), Instant.EPOCH)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not give notice");
        assertThatThrownBy(() -> store.update(document -> store.update(inner -> inner)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
    }
}
