package dev.latchkey.internal.file;

import dev.latchkey.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at files again and again, on a daemon thread of its own, until it is closed. Thread-safe. */
public final class FilePoller implements AutoCloseable {

    /** Two looks, since the first may find a file half written, stay far below the two seconds that are promised. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(FilePoller.class);

    private final ScheduledThreadPoolExecutor executor;
    private final ScheduledFuture<?> looks;

    private FilePoller(Duration interval, List<WatchedFile<?>> files) {
        this.executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("latchkey-json-store"));
        this.looks = executor.scheduleWithFixedDelay(
                () -> files.forEach(FilePoller::look), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** {@return a poller that looks at {@code files} with pauses of {@code interval}} */
    public static FilePoller start(Duration interval, List<WatchedFile<?>> files) {
        return new FilePoller(interval, List.copyOf(files));
    }

    // Thrown on, anything would end all later looks in silence. Of what was thrown the class is told and no more: its
    // message may quote the file.
    private static void look(WatchedFile<?> file) {
        try {
            file.lookAgain();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be looked at: {}", file.path(), e.getClass().getName());
        }
    }

    /** Ends the looks and their thread, and waits up to 5 s for that. */
    @Override
    public void close() {
        looks.cancel(false);
        DaemonThreads.end(executor);
    }
}
