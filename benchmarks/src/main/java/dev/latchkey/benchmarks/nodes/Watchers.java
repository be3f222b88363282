package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ask nodes the same thing again and again until the answer turns. For one thread. */
final class Watchers implements AutoCloseable {

    /** Without a pause they would take the processors from those whom they watch. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Past any goal; what did not turn by then counts as having turned then. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final List<Node> nodes;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Watchers(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** When the answer turned, for each node. */
    record Watch(List<Future<Long>> turned) {

        /** Returns how long after that moment it turned, 0 if before, for each node. */
        List<Long> since(long nanos) throws InterruptedException, ExecutionException {
            List<Long> delays = new ArrayList<>();
            for (Future<Long> each : turned) {
                delays.add(Math.max(0, each.get() - nanos));
            }
            return delays;
        }
    }

    /** Returns what begins now, on every node, with an answer that lets this in, and ends when it is refused. */
    Watch untilRefused(String... headerLines) throws IOException {
        return watch(200, 401, headerLines);
    }

    /** Returns what ends when this is let in, on every node; it may be already. */
    Watch untilLetIn(String... headerLines) throws IOException {
        return watch(401, 200, headerLines);
    }

    private Watch watch(int before, int after, String... headerLines) throws IOException {
        List<Future<Long>> turned = new ArrayList<>();
        for (Node node : nodes) {
            HttpConnection connection = node.connect();
            // One answer before anything is changed: the connection is warm, and the watch has begun.
            int first = connection.get(headerLines).status();
            turned.add(threads.submit(() -> turned(connection, first, before, after, headerLines)));
        }
        return new Watch(turned);
    }

    private static long turned(HttpConnection connection, int first, int before, int after, String... headerLines)
            throws IOException {
        try (connection) {
            long start = System.nanoTime();
            int status = first;
            while (status == before && System.nanoTime() - start < LONGEST_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                status = connection.get(headerLines).status();
            }
            if (status != before && status != after) {
                throw new IOException("answered " + status + " in place of " + after);
            }
            return System.nanoTime();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
