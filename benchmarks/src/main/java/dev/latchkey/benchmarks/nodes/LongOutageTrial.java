package dev.latchkey.benchmarks.nodes;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The database is away for longer than a node trusts what it knows, which is 30 s where nothing else is set. */
final class LongOutageTrial implements Trial {

    private static final int BOUND_SECONDS = 30;
    private static final int AWAY_SECONDS = BOUND_SECONDS + 10;
    private static final int SETTLED_SECONDS = 2;
    private static final int LONGEST_SECONDS = 120;

    /** How exactly the bound is looked at: nodes look for changes four times a second, if they get a processor. */
    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** When what happened, by {@link System#nanoTime}. */
    private record Times(long killed, long started, Recovery recovery) {

        private long bound() {
            return killed + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
        }

        /** Returns whether nodes have to answer from memory. */
        private boolean isTrusting(Sample sample) {
            return sample.done() - (bound() - SLACK_NANOS) < 0;
        }

        /** Returns whether nodes must not trust their memory any more. */
        private boolean isClosed(Sample sample) {
            return sample.due() - (bound() + SLACK_NANOS) > 0 && sample.done() - started < 0;
        }

        /** Returns whether everything has to be as before. */
        private boolean isOver(Sample sample) {
            return sample.due() - (recovery.opened() + recovery.seen()) > 0;
        }
    }

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        for (int i = 0; i < count; i++) {
            report.title("long outage: three nodes under load, PostgreSQL away for " + AWAY_SECONDS + " s");
            try (Cluster cluster = Cluster.start(directory)) {
                once(cluster, report);
            }
        }
    }

    private static void once(Cluster cluster, Report report) throws Exception {
        Population population = Population.settle(cluster, 2, Load.neverMetIn(LONGEST_SECONDS));
        Load load = Load.start(cluster, population);
        population.revokeOne();
        TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
        long killed = cluster.database().killFor(AWAY_SECONDS);
        long started = System.nanoTime();
        Times times = new Times(killed, started, Recovery.of(cluster));
        TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
        Answers answers = new Answers(load.stop());

        report.figure("requests", answers.count());
        answers.report(report);
        report.figure("database", times.recovery().after(killed));
        for (Node node : cluster.nodes()) {
            report.figure(node.name() + ": good ones", turns(answers, node, times));
        }
        promises(answers, times, report);
        boolean alive = cluster.nodes().stream().allMatch(Node::isAlive);
        report.promise("no node had to be started again", alive, "one ended");
    }

    /** Returns when the good were refused, and let in again. */
    private static String turns(Answers answers, Node node, Times times) {
        Predicate<Sample> good =
                sample -> sample.kind().isGood() && sample.node().equals(node.name());
        long lastBefore =
                answers.only(good.and(s -> s.status() == 200 && s.done() - times.started() < 0)).samples().stream()
                        .mapToLong(sample -> sample.done() - times.killed())
                        .max()
                        .orElse(0);
        long firstAfter =
                answers.only(good.and(s -> s.status() == 200 && s.done() - times.started() > 0)).samples().stream()
                        .mapToLong(sample -> sample.done() - times.recovery().opened())
                        .min()
                        .orElse(0);
        return "200 until " + Latencies.seconds(lastBefore) + " after the kill, and again "
                + Latencies.seconds(firstAfter) + " after the database took connections";
    }

    private static void promises(Answers answers, Times times, Report report) {
        for (Kind kind : Kind.values()) {
            if (kind.isGood()) {
                Answers good = answers.only(sample -> sample.kind() == kind);
                statuses(good.only(times::isTrusting), kind, "within " + BOUND_SECONDS + " s", 200, report);
                statuses(good.only(times::isClosed), kind, "after that", 503, report);
                statuses(good.only(times::isOver), kind, "once the database is back", 200, report);
                Map<Integer, Long> all = good.statuses();
                report.promise(
                        kind.words() + ": 200 or 503 at any time",
                        Set.of(200, 503).containsAll(all.keySet()),
                        all);
            } else {
                answers.promise(kind, report);
            }
        }
    }

    private static void statuses(Answers answers, Kind kind, String when, int status, Report report) {
        boolean kept = answers.statuses().keySet().equals(Set.of(status));
        report.promise(kind.words() + ": " + status + " " + when, kept, answers.statuses());
    }
}
