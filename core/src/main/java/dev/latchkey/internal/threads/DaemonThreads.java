package dev.latchkey.internal.threads;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes and ends the threads of a gate or store. Such a thread keeps no JVM from ending, and no web app from being
 * unloaded: it inherits no thread locals, and its context class loader is that of this library, not of whoever was running
 * when it was made. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {

    /** How long {@link #end} waits before it interrupts what is running, and then once more. */
    private static final Duration PATIENCE = Duration.ofMillis(2_500);

    private final String name;
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private DaemonThreads(String name) {
        this.name = name;
    }

    /** {@return a factory of threads with this name} */
    public static DaemonThreads named(String name) {
        return new DaemonThreads(name);
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
        made.removeIf(each -> each.getState() == Thread.State.TERMINATED);
        made.add(thread);
        return thread;
    }

    /** {@return whether this made the thread that is running} */
    public boolean madeCurrent() {
        return made.contains(Thread.currentThread());
    }

    /**
     * Ends an executor, and waits up to 5 s until its threads have ended. What runs after half of that is interrupted. May
     * be called again.
     */
    public static void end(ThreadPoolExecutor executor) {
        executor.shutdown();
        try {
            if (!awaitEnd(executor)) {
                executor.shutdownNow();
                awaitEnd(executor);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** An executor has ended a moment before its threads have, which is when containers count them. */
    private static boolean awaitEnd(ThreadPoolExecutor executor) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean ended = executor.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        Set<Thread> threads = executor.getThreadFactory() instanceof DaemonThreads ours ? ours.made : Set.of();
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended && left > 0 && thread.getState() != Thread.State.NEW) {
                thread.join(left);
            }
        }
        return ended;
    }
}
