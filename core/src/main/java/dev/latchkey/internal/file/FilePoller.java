package dev.latchkey.internal.file;

import dev.latchkey.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls files on a daemon thread until it is closed. Thread-safe. */
public final class FilePoller implements AutoCloseable {

    /** Two polls, as the first may find a half-written file, stay far below the promised two seconds. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(FilePoller.class);

    private final ScheduledThreadPoolExecutor executor;
    private final ScheduledFuture<?> looks;

    private FilePoller(Duration interval, List<WatchedFile<?>> files) {
        this.executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("latchkey-json-store"));
        this.looks = executor.scheduleWithFixedDelay(
                () -> files.forEach(FilePoller::poll), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts to poll {@code files} with a pause of {@code interval}. */
    public static FilePoller start(Duration interval, List<WatchedFile<?>> files) {
        return new FilePoller(interval, List.copyOf(files));
    }

    // An exception would silently end the polling. Only its class is logged, as the message may quote the file.
    private static void poll(WatchedFile<?> file) {
        try {
            file.poll();
        } catch (RuntimeException | Error e) {
            LOG.error("could not poll {}: {}", file.path(), e.getClass().getName());
        }
    }

    /** Ends the polling and waits up to 5 s for its thread. */
    @Override
    public void close() {
        looks.cancel(false);
        DaemonThreads.end(executor);
    }
}
