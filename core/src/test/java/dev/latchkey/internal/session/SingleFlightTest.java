package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class SingleFlightTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    private String slow() throws InterruptedException {
        calls.incrementAndGet();
        started.countDown();
        assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
        return "done";
    }

    /** On a separate thread. */
    private static <T> CompletableFuture<T> join(SingleFlight<T> flight, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(flight.join(work));
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Test
    void sharesResult() throws Exception {
        SingleFlight<String> flight = new SingleFlight<>(Duration.ofSeconds(10));
        CompletableFuture<String> first = join(flight, this::slow);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicInteger others = new AtomicInteger();
        Thread second = new Thread(() -> {
            try {
                assertThat(flight.join(this::slow)).isEqualTo("done");
                others.incrementAndGet();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        second.start();
        Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        mayEnd.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
        second.join(10_000);
        assertThat(others).hasValue(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void repeatsWorkForLaterCallers() throws Exception {
        SingleFlight<Integer> flight = new SingleFlight<>(Duration.ofSeconds(10));

        assertThat(flight.join(calls::incrementAndGet)).isEqualTo(1);
        assertThat(flight.join(calls::incrementAndGet)).isEqualTo(2);
    }

    @Test
    void throwsAndCanBeRetried() throws Exception {
        SingleFlight<String> flight = new SingleFlight<>(Duration.ofSeconds(10));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> flight.join(() -> {
                    throw new IOException("down");
                }));
        assertThat(flight.join(() -> "up")).isEqualTo("up");
    }

    @Test
    void reportsFailureToWaitingCallers() throws Exception {
        SingleFlight<String> flight = new SingleFlight<>(Duration.ofSeconds(10));
        CompletableFuture<String> first = join(flight, () -> {
            slow();
            throw new IOException("down");
        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Thread second = new Thread(() -> {
            try {
                flight.join(() -> "up");
                seen.complete(new AssertionError("worked itself"));
            } catch (Exception failure) {
                seen.complete(failure);
            }
        });
        second.start();
        Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        mayEnd.countDown();

        assertThat(seen.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void limitsWait() throws Exception {
        SingleFlight<String> flight = new SingleFlight<>(Duration.ofMillis(1));
        CompletableFuture<String> first = join(flight, this::slow);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> flight.join(() -> "never"));

        mayEnd.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void keepsInterruptWhileWaiting() throws Exception {
        SingleFlight<String> flight = new SingleFlight<>(Duration.ofSeconds(10));
        CompletableFuture<String> first = join(flight, this::slow);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> flight.join(() -> "never"));
        assertThat(Thread.interrupted()).isTrue();

        mayEnd.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    }
}
