package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Loading keys of other nodes")
@Timeout(60)
final class SigningKeyRefreshTest {

    private static final StoredSigningKey OLD = Forge.newKey(Forge.NOW.minusSeconds(60));
    private static final StoredSigningKey NEW = Forge.newKey(Forge.NOW);

    /** A node's copy of the keys, which is outdated until it refreshes. */
    private static final class LaggingStore implements SigningKeyStore {

        private final AtomicInteger looks = new AtomicInteger();
        private volatile List<StoredSigningKey> known = List.of(OLD);
        private volatile List<StoredSigningKey> kept = List.of(OLD);
        private volatile boolean reachable = true;
        private volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public List<StoredSigningKey> signingKeys() {
            return known;
        }

        @Override
        public boolean refreshSigningKeys() throws Exception {
            looks.incrementAndGet();
            hold.await();
            if (!reachable) {
                throw new IOException("down");
            }
            known = kept;
            return true;
        }

        @Override
        public List<StoredSigningKey> replaceSigningKeys(@Nullable String expected, List<StoredSigningKey> keys) {
            throw new UnsupportedOperationException();
        }
    }

    private final LaggingStore store = new LaggingStore();
    private final ManualClock clock = new ManualClock(Forge.NOW);
    private final SigningKeys keys =
            new SigningKeys(store, clock, new SecureRandom(), () -> Duration.ofDays(42), Runnable::run, event -> {});

    @Test
    void loadsKeysOnUnknownKeyId() throws Exception {
        KeyRing before = keys.current();
        store.kept = List.of(NEW, OLD);

        assertThat(before.verifying(NEW.kid(), clock.millis())).isNull();
        assertThat(keys.newerThan(before).verifying(NEW.kid(), clock.millis())).isNotNull();
    }

    @Test
    void doesNotAskIfKeysHaveArrived() throws Exception {
        KeyRing before = keys.current();
        store.known = List.of(NEW, OLD);

        assertThat(keys.newerThan(before).newest().kid()).isEqualTo(NEW.kid());
        assertThat(store.looks).hasValue(0);
    }

    @Test
    void asksAtMostOncePerSecond() throws Exception {
        KeyRing known = keys.current();
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.newerThan(known)).isSameAs(known);
        }
        assertThat(store.looks).hasValue(1);

        clock.move(SigningKeyRefresh.COOLDOWN.minusMillis(1));
        keys.newerThan(known);
        assertThat(store.looks).hasValue(1);

        clock.move(Duration.ofMillis(1));
        keys.newerThan(known);
        assertThat(store.looks).hasValue(2);
    }

    @Test
    void asksAgainAfterClockWasSetBack() throws Exception {
        keys.newerThan(keys.current());

        clock.move(Duration.ofDays(-1));
        keys.newerThan(keys.current());

        assertThat(store.looks).hasValue(2);
    }

    @Test
    void asksInOneThread() throws Exception {
        KeyRing known = keys.current();
        store.kept = List.of(NEW, OLD);
        store.hold = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<KeyRing>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(pool.submit(() -> keys.newerThan(known)));
            }
            store.hold.countDown();
            for (Future<KeyRing> each : asked) {
                assertThat(each.get().newest().kid()).isEqualTo(NEW.kid());
            }
            assertThat(store.looks).hasValue(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void limitsRequestsThatWaitForAHangingStore() throws Exception {
        KeyRing known = keys.current();
        store.hold = new CountDownLatch(1);
        int all = SigningKeyRefresh.MOST_WAITING + 20;
        ExecutorService pool = Executors.newFixedThreadPool(all);
        try {
            CountDownLatch refused = new CountDownLatch(20);
            for (int i = 0; i < all; i++) {
                pool.execute(() -> {
                    try {
                        keys.newerThan(known);
                    } catch (IllegalStateException tooMany) {
                        refused.countDown();
                    } catch (Exception unexpected) {
                        throw new AssertionError(unexpected);
                    }
                });
            }
            assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(store.looks).hasValue(1);
        } finally {
            store.hold.countDown();
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void asksHoweverOftenItAskedBefore() throws Exception {
        KeyRing known = keys.current();

        for (int i = 0; i <= SigningKeyRefresh.MOST_WAITING; i++) {
            keys.newerThan(known);
            clock.move(SigningKeyRefresh.COOLDOWN);
        }

        assertThat(store.looks).hasValue(SigningKeyRefresh.MOST_WAITING + 1);
    }

    @Test
    void unknownKeyIsUnavailableWhileStoreFails() throws Exception {
        KeyRing known = keys.current();
        store.reachable = false;

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> keys.newerThan(known));
        assertThatIllegalStateException().isThrownBy(() -> keys.newerThan(known));
        assertThat(store.looks).hasValue(1);

        store.reachable = true;
        clock.move(SigningKeyRefresh.COOLDOWN);
        assertThat(keys.newerThan(known)).isSameAs(known);
    }
}
