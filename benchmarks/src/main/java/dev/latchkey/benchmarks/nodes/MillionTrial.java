package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table with very many service tokens, and a node that knows few of them. */
final class MillionTrial implements Trial {

    private static final int STARTS = 5;
    private static final int WARM_UP_REQUESTS = 20_000;
    private static final int WARM_UP_ROWS = 1_000;
    private static final int REQUESTS = 2_000;

    /** What a node may take more for a table that is full: nothing that grows with it. */
    private static final long MOST_MORE_BYTES = 16 * 1024 * 1024;

    /**
     * What a node may ask for in a second, of ids that it has never met; with what was saved up in the second before.
     */
    private static final int MOST_LOOK_UPS = Flood.SECONDS * 500 + 500;

    /** How nodes start. */
    private record Starts(Latencies times, long heap) {}

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        report.title(String.format(Locale.ROOT, "million: %,d service tokens in the table", count));
        try (Postgres database = Postgres.start(directory)) {
            // Makes the tables; the applications, too.
            Node.start("A", directory, database.url()).close();
            Starts empty = starts(directory, database);
            TokenRows rows;
            try (Node node = Node.start("A", directory, database.url())) {
                rows = TokenRows.insert(database, count, node.own());
            }
            Starts full = starts(directory, database);
            report(database, empty, full, report);
            try (Node node = Node.start("A", directory, database.url())) {
                requests(node, rows, report);
                flood(node, database, report);
            }
        }
    }

    private static Starts starts(Path directory, Postgres database) throws IOException, InterruptedException {
        List<Long> times = new ArrayList<>();
        long heap = 0;
        for (int i = 0; i < STARTS; i++) {
            try (Node node = Node.start("A", directory, database.url())) {
                times.add(node.startNanos());
                heap = Heap.alive(node);
            }
        }
        return new Starts(new Latencies(times), heap);
    }

    private static void report(Postgres database, Starts empty, Starts full, Report report) throws Exception {
        report.figure(
                "table and indexes",
                database.query("SELECT pg_size_pretty(pg_table_size('latchkey_service_token')) || ', '"
                                + " || pg_size_pretty(pg_indexes_size('latchkey_service_token'))")
                        .get(0));
        report.figure("start of a node, table empty", empty.times());
        report.figure("start of a node, table full", full.times());
        double ratio = (double) full.times().median() / empty.times().median();
        report.figure("medians, full against empty", String.format(Locale.ROOT, "%.2f", ratio));
        report.figure("heap after that, table empty", Heap.megabytes(empty.heap()));
        report.figure("heap after that, table full", Heap.megabytes(full.heap()));
        long more = full.heap() - empty.heap();
        report.promise("a node does not load them all", more < MOST_MORE_BYTES, Heap.megabytes(more) + " more");
    }

    private static void requests(Node node, TokenRows rows, Report report) throws IOException {
        try (HttpConnection connection = node.connect()) {
            for (int i = 0; i < WARM_UP_REQUESTS; i++) {
                connection.get(node.own().pair());
            }
            int warmUp = Math.min(WARM_UP_ROWS, rows.count() / 2);
            requests(connection, rows, 0, warmUp);
            int end = Math.min(warmUp + REQUESTS, rows.count());
            report.figure("request with a token, not in memory yet", requests(connection, rows, warmUp, end));
            report.figure("request with the same tokens, again", requests(connection, rows, warmUp, end));
            report.figure("heap after that", Heap.megabytes(Heap.alive(node)));
        }
    }

    /** Returns how long requests with these rows take, one after another. */
    private static Latencies requests(HttpConnection connection, TokenRows rows, int from, int to) throws IOException {
        List<Long> times = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String[] pair = rows.pair(i);
            long start = System.nanoTime();
            int status = connection.get(pair).status();
            times.add(System.nanoTime() - start);
            if (status != 200) {
                throw new IOException("a good token was answered " + status);
            }
        }
        return new Latencies(times);
    }

    private static void flood(Node node, Postgres database, Report report) throws Exception {
        Flood flood = Flood.of(node, database);
        report.figure("flood of made-up ids: answers", flood.statuses());
        report.figure("answers a second", flood.answers() / Flood.SECONDS);
        report.figure("look-ups of a Client ID in the database, a second", flood.lookUps() / Flood.SECONDS);
        report.figure("transactions of the database, in all", flood.transactions());
        report.figure(
                "a good token meanwhile: " + flood.good().statuses(),
                flood.good().latencies());
        report.figure("heap after that", Heap.megabytes(Heap.alive(node)));
        report.promise("a made-up id is not let in", !flood.statuses().containsKey(200), flood.statuses());
        report.promise(
                "a good token is let in all the time",
                flood.goodOnly200(),
                flood.good().statuses());
        report.promise("500 look-ups a second, and 500 once", flood.lookUps() <= MOST_LOOK_UPS, flood.lookUps());
    }
}
