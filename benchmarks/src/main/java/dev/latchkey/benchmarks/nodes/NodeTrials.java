package dev.latchkey.benchmarks.nodes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs trials; {@code benchmarks/README.md} says how to start it. Its exit code is 1 if a promise was broken. */
public final class NodeTrials {

    private static final Path DIRECTORY = Path.of("target", "trials");

    private NodeTrials() {}

    private enum Choice {
        DELAYS(new DelaysTrial(), 100),
        OUTAGES(new OutagesTrial(), 5),
        LONG_OUTAGE(new LongOutageTrial(), 1),
        FAULTS(new FaultsTrial(), 1),
        ROTATIONS(new RotationsTrial(), 100),
        MILLION(new MillionTrial(), 1_000_000);

        private final Trial trial;
        private final int usualCount;

        Choice(Trial trial, int usualCount) {
            this.trial = trial;
            this.usualCount = usualCount;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private void run(int count, Report report) throws Exception {
            Path directory = Files.createDirectories(DIRECTORY.resolve(word())).toAbsolutePath();
            trial.run(directory, count > 0 ? count : usualCount, report);
        }
    }

    /**
     * Runs one trial, or all of them.
     *
     * @param args its name, or {@code all}; and how often it does what it does, 0 or nothing for as often as is its custom
     */
    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        int count = args.length < 2 ? 0 : Integer.parseInt(args[1]);
        List<Choice> chosen = Arrays.stream(Choice.values())
                .filter(each -> name.equals("all") || name.equals(each.word()))
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("There are these trials, and all: "
                    + Arrays.stream(Choice.values()).map(Choice::word).toList());
            System.exit(2);
        }
        Report report = new Report(System.out);
        for (Choice each : chosen) {
            each.run(count, report);
        }
        System.exit(report.allKept() ? 0 : 1);
    }
}
