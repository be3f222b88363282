package dev.latchkey.benchmarks.nodes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a load was answered. Immutable. */
final class Answers {

    private static final int UNAVAILABLE = 503;

    private final List<Sample> samples;

    Answers(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    Answers only(Predicate<Sample> which) {
        return new Answers(samples.stream().filter(which).toList());
    }

    List<Sample> samples() {
        return samples;
    }

    int count() {
        return samples.size();
    }

    /** Returns how many there are of each status. */
    Map<Integer, Long> statuses() {
        return samples.stream().collect(Collectors.groupingBy(Sample::status, TreeMap::new, Collectors.counting()));
    }

    /** Returns how long clients waited. */
    Latencies latencies() {
        return new Latencies(samples.stream().map(Sample::waited).toList());
    }

    /** Prints, for each kind, how many answers there are of each status, and how long clients waited. */
    void report(Report report) {
        for (Kind kind : Kind.values()) {
            Answers answers = only(sample -> sample.kind() == kind);
            report.figure(kind.words() + ": " + answers.statuses(), answers.latencies());
        }
        long slowest = samples.stream()
                .mapToLong(sample -> sample.done() - sample.sent())
                .max()
                .orElse(0);
        report.figure("slowest answer, since its request was sent", Latencies.seconds(slowest));
        Answers unavailable = only(sample -> sample.status() == UNAVAILABLE);
        long silent = unavailable.samples.stream()
                .filter(sample -> !sample.retryAfter())
                .count();
        report.promise("every 503 says when to come back", silent == 0, silent + " of " + unavailable.count());
    }

    /** Reports whether what is presented was answered as allowed only. */
    void promise(Kind kind, Report report) {
        Answers answers = only(sample -> sample.kind() == kind);
        boolean kept = kind.allowed().containsAll(answers.statuses().keySet());
        report.promise(kind.words() + ": never but " + kind.allowed(), kept, answers.statuses());
    }
}
