package dev.latchkey.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The background thread of a gate")
final class BackgroundThreadTest {

    private final BackgroundThread background = new BackgroundThread("latchkey-test");

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void runsDueTask() throws Exception {
        CountDownLatch over = new CountDownLatch(1);

        background.after(Duration.ofMillis(1), over::countDown);

        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotRunCancelledTask() throws Exception {
        AtomicBoolean told = new AtomicBoolean();
        CountDownLatch later = new CountDownLatch(1);

        background.after(Duration.ofMillis(50), () -> told.set(true)).run();
        background.after(Duration.ofMillis(100), later::countDown);

        assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isFalse();
    }

    @Test
    void inheritsNothingFromCreatingThread() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        Thread made;
        try (URLClassLoader app = new URLClassLoader(new URL[0])) {
            current.setContextClassLoader(app);
            made = threadOf(background);
        } finally {
            current.setContextClassLoader(before);
        }

        assertThat(made.isDaemon()).isTrue();
        assertThat(made.getContextClassLoader()).isSameAs(BackgroundThread.class.getClassLoader());
    }

    @Test
    void closeWaitsForRunningTask() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread thread = threadOf(background);
        background.execute(() -> {
            begun.countDown();
            try {
                closing.await();
                done.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        background.after(Duration.ofHours(1), () -> {});
        begun.await();
        CompletableFuture<Void> release = CompletableFuture.runAsync(closing::countDown);

        background.close();
        release.join();

        assertThat(done).isTrue();
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void closeInterruptsEndlessTask() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        background.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        begun.await();

        background.close();

        assertThat(interrupted).isCompletedWithValue(true);
    }

    @Test
    void rejectsTasksAfterClose() {
        background.close();
        background.close();

        assertThatThrownBy(() -> background.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void canBeClosedOnItsOwnThread() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Boolean> rejects = new CompletableFuture<>();
        background.execute(() -> {
            background.close();
            interrupted.complete(Thread.currentThread().isInterrupted());
            rejects.complete(rejectsTasks());
        });

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(rejects.get(30, TimeUnit.SECONDS)).isTrue();
    }

    private boolean rejectsTasks() {
        try {
            background.execute(() -> {});
            return false;
        } catch (RejectedExecutionException closed) {
            return true;
        }
    }

    private static Thread threadOf(BackgroundThread background) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        background.execute(() -> thread.complete(Thread.currentThread()));
        return thread.get(30, TimeUnit.SECONDS);
    }
}
