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

/**
 * A load that does not wait for the nodes: each connection has requests to send at fixed moments, and what could not be
 * sent when it was due is sent as soon as it can be, and has waited since it was due.
 */
final class Load {

    private static final long GOOD_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * What needs the database may take a second to be answered. With a period above that, and connections that take
     * turns, they do not queue up behind each other.
     */
    private static final long OTHER_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int OTHER_CONNECTIONS = 8;

    private final Population population;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<List<Sample>>> clients = new ArrayList<>();
    private volatile boolean isStopped;

    private Load(Population population) {
        this.population = population;
    }

    /** Returns how many tokens that it never met a node is shown at most in this time. */
    static int neverMetIn(long seconds) {
        return (int) (OTHER_CONNECTIONS * (TimeUnit.SECONDS.toNanos(seconds) / OTHER_PERIOD_NANOS + 1));
    }

    /** Returns a load of all kinds on all nodes, which has begun. */
    static Load start(Cluster cluster, Population population) {
        Load load = new Load(population);
        for (Node node : cluster.nodes()) {
            for (Kind kind : Kind.values()) {
                int connections = kind.isGood() ? 1 : OTHER_CONNECTIONS;
                long period = kind.isGood() ? GOOD_PERIOD_NANOS : OTHER_PERIOD_NANOS;
                for (int i = 0; i < connections; i++) {
                    long offset = period / connections * i;
                    load.clients.add(load.threads.submit(() -> load.client(node, kind, period, offset)));
                }
            }
        }
        return load;
    }

    private List<Sample> client(Node node, Kind kind, long period, long offset) throws IOException {
        List<Sample> samples = new ArrayList<>();
        HttpConnection connection = node.connect();
        try {
            long due = System.nanoTime() + offset;
            while (!isStopped) {
                LockSupport.parkNanos(due - System.nanoTime());
                if (System.nanoTime() - due >= 0) {
                    Sample sample = sample(connection, node, kind, due);
                    samples.add(sample);
                    due += period;
                    connection = sample.status() == 0 ? again(connection, node) : connection;
                }
            }
        } finally {
            connection.close();
        }
        return samples;
    }

    private Sample sample(HttpConnection connection, Node node, Kind kind, long due) {
        long sent = System.nanoTime();
        try {
            Answer answer = connection.get(population.next(kind, node.name()));
            boolean retryAfter = answer.header("Retry-After") != null;
            return new Sample(node.name(), kind, due, sent, System.nanoTime(), answer.status(), retryAfter);
        } catch (IOException e) {
            return new Sample(node.name(), kind, due, sent, System.nanoTime(), 0, false);
        }
    }

    private static HttpConnection again(HttpConnection connection, Node node) throws IOException {
        connection.close();
        return node.connect();
    }

    /** Returns all samples, after the last answer has arrived. */
    List<Sample> stop() throws InterruptedException, ExecutionException {
        isStopped = true;
        threads.shutdown();
        List<Sample> samples = new ArrayList<>();
        for (Future<List<Sample>> client : clients) {
            samples.addAll(client.get());
        }
        return samples;
    }
}
