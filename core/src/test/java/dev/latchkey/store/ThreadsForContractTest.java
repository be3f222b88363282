package dev.latchkey.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do something at the same moment. */
final class ThreadsForContractTest {

    /** How many there are. */
    static final int THREADS = 8;

    private ThreadsForContractTest() {}

    /** What one of many threads does. */
    @FunctionalInterface
    interface Task<R> {
        R run(int thread) throws Exception;
    }

    /** Lets them loose at the same moment. {@return what each answered} */
    static <R> List<R> atOnce(Task<R> task) throws Exception {
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
