package dev.latchkey.internal.maintenance;

import dev.latchkey.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The single daemon thread on which a gate works in the background. It starts with the first task and ends with {@link
 * #close}. Thread-safe.
 */
public final class BackgroundThread implements Scheduler, Executor, AutoCloseable {

    private final DaemonThreads threads;
    private final ScheduledThreadPoolExecutor executor;

    /**
     * Creates a thread that is not started yet.
     *
     * @param name the thread's name
     */
    public BackgroundThread(String name) {
        threads = DaemonThreads.named(name);
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs a task.
     *
     * @throws RejectedExecutionException if this is closed
     */
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
     * Ends the thread. It waits up to 5 s for the running task, unless it is called by that task. Scheduled tasks are
     * dropped. It may be called again.
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
