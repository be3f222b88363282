package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes other nodes to hear of what was changed on one. Counted from the answer to the change until the
 * first answer that heeds it has arrived.
 */
final class DelaysTrial implements Trial {

    /** So that the nodes' code is compiled by then, and what is measured is the way of the news. */
    private static final int WARM_UP = 10;

    private static final long GOAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What ends a pair and the session that it opened. */
    private enum Change {
        ROTATE("rotated without grace") {
            @Override
            Token on(Management management, Token token) throws IOException {
                return management.rotate(token);
            }
        },
        DISABLE("disabled") {
            @Override
            Token on(Management management, Token token) throws IOException {
                management.disable(token);
                return token;
            }
        },
        DELETE("deleted") {
            @Override
            Token on(Management management, Token token) throws IOException {
                management.delete(token);
                return token;
            }
        };

        private final String words;

        Change(String words) {
            this.words = words;
        }

        /** Returns the token as it is then. */
        abstract Token on(Management management, Token token) throws IOException;
    }

    /** What was measured of one kind of change. */
    private static final class Measured {

        private final List<Long> calls = new ArrayList<>();
        private final List<Long> pairs = new ArrayList<>();
        private final List<Long> cookies = new ArrayList<>();
        private final List<Long> newSecrets = new ArrayList<>();
        private final List<Token> ended = new ArrayList<>();
        private final List<String> endedCookies = new ArrayList<>();

        /** Of tokens that were just made, and of sessions that were just opened. */
        private int refusedTokens;

        private int refusedCookies;
    }

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        report.title("delays: three nodes, changed on A, seen on B and C, " + count + " times each");
        try (Cluster cluster = Cluster.start(directory);
                Watchers watchers = new Watchers(cluster.others())) {
            for (int i = 0; i < WARM_UP; i++) {
                for (Change change : Change.values()) {
                    once(cluster, watchers, change, new Measured());
                }
            }
            for (Change change : Change.values()) {
                Measured measured = new Measured();
                for (int i = 0; i < count; i++) {
                    once(cluster, watchers, change, measured);
                }
                report(cluster, change, measured, report);
            }
        }
    }

    private static void once(Cluster cluster, Watchers watchers, Change change, Measured measured) throws Exception {
        Management management = cluster.changing().management();
        Token token = management.make(change.words);
        for (Node node : cluster.others()) {
            measured.refusedTokens += node.get(token.pair()).status() == 200 ? 0 : 1;
        }
        String cookie = cluster.changing().get(token.pair()).cookieLine();
        for (Node node : cluster.others()) {
            measured.refusedCookies += node.get(cookie).status() == 200 ? 0 : 1;
        }
        Watchers.Watch pair = watchers.untilRefused(token.pair());
        Watchers.Watch session = watchers.untilRefused(cookie);
        long asked = System.nanoTime();
        Token after = change.on(management, token);
        long answered = System.nanoTime();
        if (change == Change.ROTATE) {
            measured.newSecrets.addAll(watchers.untilLetIn(after.pair()).since(answered));
        }
        measured.calls.add(answered - asked);
        measured.pairs.addAll(pair.since(answered));
        measured.cookies.addAll(session.since(answered));
        measured.ended.add(token);
        measured.endedCookies.add(cookie);
    }

    private static void report(Cluster cluster, Change change, Measured measured, Report report) throws IOException {
        Latencies pairs = new Latencies(measured.pairs);
        Latencies cookies = new Latencies(measured.cookies);
        report.figure(change.words + ": the call", new Latencies(measured.calls));
        report.figure("until B and C refuse the pair", pairs);
        report.figure("until B and C refuse the cookie", cookies);
        if (!measured.newSecrets.isEmpty()) {
            report.figure("until B and C let the new secret in", new Latencies(measured.newSecrets));
        }
        long max = Math.max(pairs.max(), cookies.max());
        report.promise(
                change.words + ": refused within " + Latencies.seconds(GOAL_NANOS),
                max < GOAL_NANOS,
                Latencies.seconds(max));
        report.promise(
                "a token made on A is good on B and C at once", measured.refusedTokens == 0, measured.refusedTokens);
        report.promise(
                "a cookie of A is good on B and C at once", measured.refusedCookies == 0, measured.refusedCookies);
        int back = 0;
        for (Node node : cluster.nodes()) {
            for (int i = 0; i < measured.ended.size(); i++) {
                back += node.get(measured.ended.get(i).pair()).status() == 401 ? 0 : 1;
                back += node.get(measured.endedCookies.get(i)).status() == 401 ? 0 : 1;
            }
        }
        report.promise(change.words + ": still refused later, on all nodes", back == 0, back);
    }
}
