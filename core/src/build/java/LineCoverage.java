import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints the line coverage of a JaCoCo report in CSV; prints nothing if no test has run. */
final class LineCoverage {
    private LineCoverage() {}

    public static void main(String[] args) throws IOException {
        Path report = Path.of(args[0]);
        if (!Files.exists(report)) {
            return;
        }
        List<String> lines = Files.readAllLines(report);
        List<String> header = List.of(lines.get(0).split(","));
        long missed = sum(lines, header.indexOf("LINE_MISSED"));
        long covered = sum(lines, header.indexOf("LINE_COVERED"));
        long all = missed + covered;
        double percent = all == 0 ? 100 : 100.0 * covered / all;
        System.out.printf(Locale.ROOT, "core line coverage: %.1f %% (%d of %d lines)%n", percent, covered, all);
    }

    private static long sum(List<String> lines, int column) {
        return lines.stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[column]))
                .sum();
    }
}
