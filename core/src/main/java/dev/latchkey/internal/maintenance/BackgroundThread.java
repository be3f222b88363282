package dev.latchkey.internal.maintenance;

import dev.latchkey.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one daemon thread on which a gate works in the background. It starts when there is something to do or to wait for,
 * and ends with {@link #close}; or a minute after nothing waits any more, which is the end of a gate that nobody closed
 * and nobody holds. Thread-safe.
 */
public final class BackgroundThread implements Delays, Executor, AutoCloseable {

    private final DaemonThreads threads;
    private final ScheduledThreadPoolExecutor executor;

    /** @param name the thread's */
    public BackgroundThread(String name) {
        threads = DaemonThreads.named(name);
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setKeepAliveTime(1, TimeUnit.MINUTES);
        executor.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException if this is closed */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Runnable after(Duration delay, Runnable then) {
        ScheduledFuture<?> waiting = executor.schedule(then, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> waiting.cancel(false);
    }

    /**
     * Ends the thread, and waits up to 5 s for what is under way, unless it is that which closes. What was to begin
     * later does not begin. May be called again.
     */
    @Override
    public void close() {
        if (threads.madeCurrent()) {
            executor.shutdown();
        } else {
            DaemonThreads.end(executor);
        }
    }
}
