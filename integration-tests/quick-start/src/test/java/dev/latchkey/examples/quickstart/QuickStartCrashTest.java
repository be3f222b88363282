package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: whatever was answered is there after a crash")
final class QuickStartCrashTest {

    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_THE_CRASH = 160;
    private static final int ANSWERED_BEFORE_THE_CRASH = 40;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void keepsEveryAcknowledgedWriteDuringRequests() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        List<ApiWriter> writers = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> requests = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            try (QuickStartProcess first = start()) {
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(new ApiWriter(first.api(), "writer " + i, acknowledged));
                }
                Caller caller = first.caller();
                List<Future<Void>> writing =
                        writers.stream().map(threads::submit).toList();
                requests.add(threads.submit(() -> ask(caller, answered)));
                requests.add(threads.submit(() -> ask(caller, answered)));
                await().atMost(LIMIT)
                        .until(() -> Stream.concat(writing.stream(), requests.stream())
                                        .anyMatch(Future::isDone)
                                || (acknowledged.get() >= ACKNOWLEDGED_BEFORE_THE_CRASH
                                        && answered.get() >= ANSWERED_BEFORE_THE_CRASH));
                assertThat(writing).noneMatch(Future::isDone);
                assertThat(requests).noneMatch(Future::isDone);
            }
            for (Future<?> each : requests) {
                each.get();
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        try (QuickStartProcess second = start()) {
            URI at = second.caller().at();
            for (ApiWriter writer : writers) {
                writer.check(at);
            }
        }
    }

    /** Sends requests with good credentials until the server is gone: all that are answered are let in. */
    private static void ask(Caller caller, AtomicInteger answered) {
        try {
            while (true) {
                assertThat(caller.getWithPair(MAIN).status()).isEqualTo(200);
                answered.incrementAndGet();
            }
        } catch (IOException | RuntimeException gone) {
            // An answer that was cut off cannot be read; one with another status is an error, and gets through.
        }
    }

    private QuickStartProcess start() throws Exception {
        QuickStartProcess process =
                QuickStartProcess.start(directory, "-Dlatchkey.port=0", "-Dlatchkey.data=" + directory.resolve("data"));
        process.awaitReady();
        return process;
    }
}
