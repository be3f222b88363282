package dev.latchkey.testing.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a task in many threads at the same moment. */
public final class TestThreads {

    /** The number of threads. */
    public static final int THREADS = 8;

    private TestThreads() {}

    /** The work of one thread. */
    @FunctionalInterface
    public interface Task<R> {
        R run(int thread) throws Exception;
    }

    /** Runs the task in {@value #THREADS} threads that start at the same moment. */
    public static <R> List<R> atOnce(Task<R> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Callable<R>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                calls.add(() -> {
                    start.await();
                    return task.run(thread);
                });
            }
            List<R> answers = new ArrayList<>();
            for (Future<R> future : executor.invokeAll(calls)) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            executor.shutdownNow();
        }
    }
}
