package dev.latchkey.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The threads of a gate or store")
@Timeout(60)
final class DaemonThreadsTest {

    private final DaemonThreads threads = DaemonThreads.named("latchkey-test");
    private final AtomicReference<Thread> made = new AtomicReference<>();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                made.set(threads.newThread(task));
                return made.get();
            });

    @Test
    void areDaemonsWithoutAnythingOfTheApp() throws Exception {
        InheritableThreadLocal<String> ofTheApp = new InheritableThreadLocal<>();
        ofTheApp.set("inherited");
        CompletableFuture<Boolean> known = new CompletableFuture<>();
        CompletableFuture<String> inherited = new CompletableFuture<>();

        Thread thread = threads.newThread(() -> {
            known.complete(threads.madeCurrent());
            inherited.complete(String.valueOf(ofTheApp.get()));
        });
        thread.start();

        assertThat(known.get()).isTrue();
        assertThat(inherited.get()).isEqualTo("null");
        assertThat(threads.madeCurrent()).isFalse();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("latchkey-test");
        assertThat(thread.getContextClassLoader()).isSameAs(DaemonThreads.class.getClassLoader());
    }

    @Test
    void endAfterTheirTasks() {
        CountDownLatch done = new CountDownLatch(2);
        executor.execute(done::countDown);
        executor.execute(done::countDown);

        DaemonThreads.end(executor);

        assertThat(done.getCount()).isZero();
        assertThat(executor.isTerminated()).isTrue();
        DaemonThreads.end(executor);
    }

    @Test
    void areInterruptedAtOnceIfTheCallerIs() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        executor.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        begun.await();

        Thread.currentThread().interrupt();
        DaemonThreads.end(executor);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.get()).isTrue();
        made.get().join();
    }

    @Test
    void areAwaitedThemselves() throws Exception {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        own.execute(() -> thread.complete(Thread.currentThread()));
        // A thread that was never started must not be waited for.
        Thread unused = threads.newThread(() -> {});

        DaemonThreads.end(own);

        assertThat(thread.get().isAlive()).isFalse();
        assertThat(unused.getState()).isEqualTo(Thread.State.NEW);
    }
}
