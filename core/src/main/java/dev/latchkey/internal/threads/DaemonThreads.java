package dev.latchkey.internal.threads;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Creates and ends the threads of a gate or store. They keep neither a JVM from ending nor a web app from being
 * unloaded: they are daemons, inherit no thread locals, and use the class loader of this library as their context class
 * loader. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {

    /** How long {@link #end} waits before it interrupts running tasks, and again afterwards. */
    private static final Duration PATIENCE = Duration.ofMillis(2_500);

    private final String name;
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private DaemonThreads(String name) {
        this.name = name;
    }

    /** Returns a factory for threads with this name. */
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

    /** Returns whether this factory created the current thread. */
    public boolean madeCurrent() {
        return made.contains(Thread.currentThread());
    }

    /**
     * Ends an executor and waits up to 5 s for its threads. Tasks that still run after half of that are interrupted. It
     * may be called again.
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

    /**
     * Waits for the threads as well: they outlive the executor for a moment, in which containers report them as leaks.
     */
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
