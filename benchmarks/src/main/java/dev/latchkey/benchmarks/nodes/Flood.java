package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Made-up Client IDs, as fast as a node answers them, while somebody with a good token goes on working.
 *
 * @param statuses what the flood was answered, and how often
 * @param good what the good one was answered
 * @param lookUps how often a service token was looked for by its Client ID
 * @param transactions what the database did in all, this trial's own queries included
 */
record Flood(Map<Integer, Long> statuses, Answers good, long lookUps, long transactions) {

    static final int SECONDS = 10;

    private static final int CONNECTIONS = 6;
    private static final long GOOD_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A connection of PostgreSQL's that has nothing to do tells what it has done after 10 s at the latest. */
    private static final int COUNTED_SECONDS = 12;

    /**
     * By this index only, as when tokens were last used is written to the same table; or, where there are so few tokens
     * that no index is worth while, by reading all.
     */
    private static final String LOOK_UPS = "SELECT i.idx_scan + t.seq_scan FROM pg_stat_user_indexes i"
            + " JOIN pg_stat_user_tables t USING (relid)"
            + " WHERE indexrelname = 'latchkey_service_token_client_id_key'";

    private static final String TRANSACTIONS =
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

    static Flood of(Node node, Postgres database) throws Exception {
        TimeUnit.SECONDS.sleep(COUNTED_SECONDS);
        long lookUps = count(database, LOOK_UPS);
        long transactions = count(database, TRANSACTIONS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Map<Integer, Long>>> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(threads.submit(() -> flood(node, end)));
        }
        Future<Answers> good = threads.submit(() -> good(node, end));
        threads.shutdown();
        Map<Integer, Long> statuses = new TreeMap<>();
        for (Future<Map<Integer, Long>> flood : floods) {
            flood.get().forEach((status, count) -> statuses.merge(status, count, Long::sum));
        }
        Answers answers = good.get();
        TimeUnit.SECONDS.sleep(COUNTED_SECONDS);
        return new Flood(
                statuses, answers, count(database, LOOK_UPS) - lookUps, count(database, TRANSACTIONS) - transactions);
    }

    long answers() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean goodOnly200() {
        return good.statuses().keySet().equals(Set.of(200));
    }

    private static long count(Postgres database, String sql) throws SQLException {
        return Long.parseLong(database.query(sql).get(0));
    }

    private static Map<Integer, Long> flood(Node node, long end) throws IOException {
        Map<Integer, Long> statuses = new TreeMap<>();
        String secret = node.own().secret();
        try (HttpConnection connection = node.connect()) {
            while (System.nanoTime() - end < 0) {
                String[] pair = Token.pair(Population.madeUp(ThreadLocalRandom.current()), secret);
                statuses.merge(connection.get(pair).status(), 1L, Long::sum);
            }
        }
        return statuses;
    }

    /** Sends at fixed moments, and counts from them. */
    private static Answers good(Node node, long end) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (HttpConnection connection = node.connect()) {
            for (long due = System.nanoTime(); due - end < 0; due += GOOD_PERIOD_NANOS) {
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long sent = System.nanoTime();
                int status = connection.get(node.own().pair()).status();
                samples.add(new Sample(node.name(), Kind.GOOD_PAIR, due, sent, System.nanoTime(), status, false));
            }
        }
        return new Answers(samples);
    }
}
