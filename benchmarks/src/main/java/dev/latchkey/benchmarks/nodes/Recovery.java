package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it took until everything was as before.
 *
 * @param opened when the database took connections again, by {@link System#nanoTime}; the rest is counted from here
 * @param changed after how many nanoseconds a change on A was made; changes were tried one after another, all the time
 * @param seen after how many nanoseconds B and C let in what it made
 */
record Recovery(long opened, long changed, long seen) {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_SECONDS = 60;

    /** When a change was made at last, and when the others had it. */
    private record Times(long changed, long seen) {}

    /** Starts the database, and waits until the nodes can do everything. */
    static Recovery of(Cluster cluster) throws Exception {
        ExecutorService client = Executors.newSingleThreadExecutor();
        try {
            Future<Times> recovering = client.submit(() -> recover(cluster));
            long opened = cluster.database().restart();
            Times times = recovering.get(2 * LONGEST_SECONDS, TimeUnit.SECONDS);
            return new Recovery(opened, Math.max(0, times.changed() - opened), Math.max(0, times.seen() - opened));
        } finally {
            client.shutdownNow();
        }
    }

    private static Times recover(Cluster cluster) throws IOException, TimeoutException {
        Token made = make(cluster.changing().management());
        long changed = System.nanoTime();
        for (Node node : cluster.others()) {
            awaitLetIn(node, made);
        }
        return new Times(changed, System.nanoTime());
    }

    private static Token make(Management management) throws IOException, TimeoutException {
        long start = System.nanoTime();
        while (true) {
            Answer answer = management.call("POST", "service_tokens", "{\"name\": \"after an outage\"}");
            if (answer.status() == 201) {
                return Management.token(answer.json().get("result"));
            }
            pause(start, "no change can be made: " + answer.status());
        }
    }

    private static void awaitLetIn(Node node, Token token) throws IOException, TimeoutException {
        long start = System.nanoTime();
        try (HttpConnection connection = node.connect()) {
            while (connection.get(token.pair()).status() != 200) {
                pause(start, node.name() + " does not see what was made");
            }
        }
    }

    private static void pause(long start, String what) throws TimeoutException {
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
            throw new TimeoutException(what);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Returns all of it, in words. */
    String after(long killed) {
        return "away for " + Latencies.seconds(opened - killed) + "; a change was made after "
                + Latencies.seconds(changed) + ", B and C had it after " + Latencies.seconds(seen);
    }
}
