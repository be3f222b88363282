package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.internal.threads.DaemonThreads;
import dev.latchkey.model.ServiceToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TokenCacheTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ManualNanos nanos = new ManualNanos();
    private final Map<String, ServiceToken> rows = new ConcurrentHashMap<>();
    private final AtomicBoolean noThreads = new AtomicBoolean();
    private final JdbcSettings settings = new JdbcSettings(
            LONG,
            LONG,
            LONG,
            LONG,
            false,
            null,
            100,
            100,
            Duration.ofSeconds(10),
            1,
            1,
            InstantSource.system(),
            nanos,
            new SecureRandom());
    private final TokenCache cache = new TokenCache(settings, rows::get, this::thread);

    @AfterEach
    void close() {
        cache.close();
    }

    private Thread thread(Runnable task) {
        if (noThreads.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return DaemonThreads.named("test").newThread(task);
    }

    private void spendTheBudget() throws Exception {
        nanos.pass(Duration.ofSeconds(1));
        assertThat(cache.get("made-up")).isNull();
        cache.forget(List.of("made-up"));
    }

    @Test
    void rereadsKnownClientIdBeyondLimit() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        cache.get("nightly.access");
        spendTheBudget();
        cache.forgetAll();

        assertThat(cache.get("nightly.access")).isNotNull();
    }

    @Test
    void readsNewClientIdBeyondLimit() throws Exception {
        spendTheBudget();
        rows.put("new.access", token("new.access"));
        cache.forget(List.of("new.access"));

        assertThat(cache.get("new.access")).isNotNull();
    }

    @Test
    void deletedClientIdIsRateLimited() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        cache.get("nightly.access");
        rows.clear();
        cache.forgetAll();
        assertThat(cache.get("nightly.access")).isNull();
        spendTheBudget();
        cache.forgetAll();

        assertThatThrownBy(() -> cache.get("nightly.access"))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessageContaining("too many unknown Client IDs");
    }

    @Test
    void unknownClientIdsLeaveThreadsForOthers() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        nanos.pass(Duration.ofSeconds(1));
        CountDownLatch hanging = new CountDownLatch(1);
        ExecutorService requests = Executors.newCachedThreadPool();
        try (TokenCache slow = new TokenCache(settings, clientId -> {
            hanging.await();
            return rows.get(clientId);
        })) {
            CompletionService<ServiceToken> strangers = new ExecutorCompletionService<>(requests);
            for (int i = 0; i <= TokenCache.MOST_STRANGERS; i++) {
                strangers.submit(() -> slow.get("made-up"));
            }
            assertThatThrownBy(strangers.take()::get)
                    .hasCauseInstanceOf(JdbcStoreException.class)
                    .hasMessageContaining("too many requests wait");

            slow.forget(List.of("nightly.access"));
            Future<ServiceToken> good = requests.submit(() -> slow.get("nightly.access"));
            hanging.countDown();

            assertThat(good.get()).isNotNull();
            for (int i = 0; i < TokenCache.MOST_STRANGERS; i++) {
                assertThat(strangers.take().get()).isNull();
            }
        } finally {
            requests.shutdownNow();
        }
    }

    @Test
    void failsAtOnceIfNoThreadCanBeStarted() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        noThreads.set(true);
        for (int i = 0; i < 3; i++) {
            nanos.pass(Duration.ofSeconds(1));
            assertThatThrownBy(() -> cache.get("nightly.access"))
                    .isInstanceOf(JdbcStoreException.class)
                    .hasMessageContaining("OutOfMemoryError");
        }
        nanos.pass(Duration.ofSeconds(1));
        noThreads.set(false);

        assertThat(cache.get("nightly.access")).isNotNull();
    }

    @Test
    void doesNotCacheReadThatCrossedForgettingEverything() throws Exception {
        ServiceToken old = token("nightly.access");
        ServiceToken current = token("nightly.access");
        List<TokenCache> self = new ArrayList<>();
        Queue<ServiceToken> reads = new ConcurrentLinkedQueue<>(List.of(old, current));
        try (TokenCache crossed = new TokenCache(settings, clientId -> {
            self.get(0).forgetAll();
            return reads.remove();
        })) {
            self.add(crossed);
            assertThat(crossed.get("nightly.access")).isSameAs(old);
            crossed.forget(List.of("nightly.access"));

            assertThat(crossed.get("nightly.access")).isSameAs(current);
            assertThat(crossed.size()).isZero();
        }
    }

    @Test
    void doesNotReadForRequestsThatGaveUp() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        try (TokenCache slow = new TokenCache(settings, rows::get, task -> {
            nanos.pass(LONG.plusNanos(1));
            return thread(task);
        })) {
            assertThatThrownBy(() -> slow.get("nightly.access"))
                    .isInstanceOf(JdbcStoreException.class)
                    .hasMessageContaining("waited too long");
            assertThat(slow.size()).isZero();
        }
    }

    @Test
    void readsAtTheEndOfTheTimeLimit() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        try (TokenCache slow = new TokenCache(settings, rows::get, task -> {
            nanos.pass(LONG);
            return thread(task);
        })) {
            assertThat(slow.get("nightly.access")).isNotNull();
            assertThat(slow.size()).isEqualTo(1);
        }
    }

    @Test
    void readsNothingAfterClose() throws Exception {
        rows.put("nightly.access", token("nightly.access"));
        rows.put("other.access", token("other.access"));
        cache.get("nightly.access");
        nanos.pass(Duration.ofSeconds(1));
        cache.close();

        assertThat(cache.get("nightly.access")).isNotNull();
        assertThatThrownBy(() -> cache.get("other.access"))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessageContaining("the store is closed");
    }
}
