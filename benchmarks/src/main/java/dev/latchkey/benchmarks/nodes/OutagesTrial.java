package dev.latchkey.benchmarks.nodes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The database is killed and started again, again and again, under load. */
final class OutagesTrial implements Trial {

    private static final int AWAY_SECONDS = 2;

    /** How long the load goes on after the last one. */
    private static final int SETTLED_SECONDS = 1;

    /** More than one outage takes, from one to the next. */
    private static final int LONGEST_ROUND_SECONDS = 20;

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        report.title(
                "outages: three nodes under load, PostgreSQL killed " + count + " times, " + AWAY_SECONDS + " s each");
        List<String> recoveries = new ArrayList<>();
        Answers answers;
        try (Cluster cluster = Cluster.start(directory)) {
            int neverMet = Load.neverMetIn((long) LONGEST_ROUND_SECONDS * (count + 1));
            Population population = Population.settle(cluster, count + 1, neverMet);
            Load load = Load.start(cluster, population);
            for (int i = 0; i < count; i++) {
                population.revokeOne();
                long killed = cluster.database().killFor(AWAY_SECONDS);
                recoveries.add(Recovery.of(cluster).after(killed));
            }
            TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
            answers = new Answers(load.stop());
        }
        report.figure("requests", answers.count());
        answers.report(report);
        for (String recovery : recoveries) {
            report.figure("database", recovery);
        }
        for (Kind kind : Kind.values()) {
            answers.promise(kind, report);
        }
    }
}
