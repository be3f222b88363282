package dev.latchkey.it.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table of a run of the suite, in Markdown. Thread-safe. */
final class Report {

    private final List<String> rows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private int cases;

    synchronized void add(Plan plan, Assault assault) {
        cases += assault.cases();
        findings.addAll(assault.findings());
        rows.add(String.format(
                "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %s | %s |",
                plan.container(),
                plan.run(),
                assault.cases(),
                count(assault, Finding.Kind.BYPASS),
                count(assault, Finding.Kind.WRONG_PRINCIPAL),
                count(assault, Finding.Kind.SECRET),
                count(assault, Finding.Kind.SERVER_ERROR),
                count(assault, Finding.Kind.HANG),
                count(assault, Finding.Kind.REFUSED),
                told(assault.statuses()),
                told(assault.ownAnswers())));
    }

    private static String told(java.util.Map<?, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static long count(Assault assault, Finding.Kind kind) {
        return assault.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .count();
    }

    synchronized void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(cases).append(" requests, ").append(findings.size()).append(" findings.\n\n");
        text.append(
                        "| container | registration and settings | requests | bypasses | wrong principal | secrets seen | 5xx of ours | hangs")
                .append(
                        " | honest refused | answers by status (0: none, or not HTTP/1) | the container's own, with and without the filter |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        rows.forEach(row -> text.append(row).append('\n'));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.writeString(
                file.resolveSibling("findings.txt"),
                findings.stream().map(Finding::toString).collect(Collectors.joining("\n")) + "\n");
    }
}
