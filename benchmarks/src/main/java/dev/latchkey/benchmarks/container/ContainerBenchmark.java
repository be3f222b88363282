package dev.latchkey.benchmarks.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Measures what a request costs a server, in microseconds of CPU, in a real container over loopback sockets. Each
 * contestant has a JVM of its own; all of them are measured in random order in each round, so that other work on the
 * machine meets all of them alike.
 *
 * <p>{@code java -cp benchmarks.jar dev.latchkey.benchmarks.container.ContainerBenchmark [rounds] [option…]} prints a
 * table in Markdown. JVM options, which begin with a dash, are for the servers.
 */
public final class ContainerBenchmark {

    private static final int USUAL_ROUNDS = 9;
    private static final int WARM_UP = 60_000;
    private static final int REQUESTS = 20_000;

    private ContainerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        List<String> options =
                Arrays.stream(arguments).filter(each -> each.startsWith("-")).toList();
        int rounds = Arrays.stream(arguments)
                .filter(each -> !each.startsWith("-"))
                .findFirst()
                .map(Integer::parseInt)
                .orElse(USUAL_ROUNDS);
        System.out.println("OpenJDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, " + rounds + " rounds of " + REQUESTS
                + " requests");
        for (Container container : Container.values()) {
            compare(container, rounds, options);
        }
    }

    private static void compare(Container container, int rounds, List<String> options) throws Exception {
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (Contestant contestant : Contestant.values()) {
                Candidate candidate = new Candidate(container, contestant, options);
                candidates.add(candidate);
                candidate.load(WARM_UP);
            }
            List<Candidate> order = new ArrayList<>(candidates);
            Random random = new Random(20261126);
            for (int round = 0; round < rounds; round++) {
                Collections.shuffle(order, random);
                for (Candidate candidate : order) {
                    candidate.measure(REQUESTS);
                }
            }
            print(container, candidates);
        } finally {
            for (Candidate candidate : candidates) {
                candidate.close();
            }
        }
    }

    private static void print(Container container, List<Candidate> candidates) {
        Map<Contestant, double[]> micros = new EnumMap<>(Contestant.class);
        candidates.forEach(each -> micros.put(each.contestant(), each.micros()));
        System.out.println();
        System.out.println("| " + container.name().toLowerCase(Locale.ROOT)
                + " | CPU per request, µs | lowest to highest | net of no filter, µs |");
        System.out.println("| --- | ---: | ---: | ---: |");
        micros.forEach((contestant, sorted) -> {
            double without = median(Objects.requireNonNull(micros.get(contestant.without())));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f to %.1f | %+.1f |%n",
                    contestant.text(),
                    median(sorted),
                    sorted[0],
                    sorted[sorted.length - 1],
                    median(sorted) - without);
        });
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
