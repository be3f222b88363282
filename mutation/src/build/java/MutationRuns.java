import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs PIT for one part of the code after the other, each with the tests that hold it. A mutant that survives is run
 * against every test that reaches it: with the tests of all modules, that takes several times as long and kills few
 * more.
 *
 * <p>Arguments: the directory of the reports, classes and tests for a single run (or {@code all}), tests to leave out,
 * and what PIT gets for all parts.
 */
final class MutationRuns {

    private static final String ALL = "all";
    private static final String JDBC = "dev.latchkey.store.jdbc.*";
    private static final String SERVLET = "dev.latchkey.servlet.*";
    private static final String MANAGEMENT = "dev.latchkey.management.*";

    /** What decides about requests. Some of its guards are held by tests of the filter. */
    private static final List<String> DECIDING = List.of(
            "dev.latchkey.internal.credential.*",
            "dev.latchkey.internal.matching.*",
            "dev.latchkey.internal.policy.*",
            "dev.latchkey.internal.session.*");

    /** What the management API reads, changes and answers. */
    private static final List<String> MANAGED =
            List.of("dev.latchkey.admin.*", "dev.latchkey.internal.json.*", "dev.latchkey.store.*");

    /** The other packages of the core, below its root package. */
    private static final List<String> REST = List.of(
            "dev.latchkey.configuration.*",
            "dev.latchkey.event.*",
            "dev.latchkey.internal.event.*",
            "dev.latchkey.internal.fault.*",
            "dev.latchkey.internal.file.*",
            "dev.latchkey.internal.maintenance.*",
            "dev.latchkey.internal.store.*",
            "dev.latchkey.internal.syntax.*",
            "dev.latchkey.internal.threads.*",
            "dev.latchkey.internal.tokens.*",
            "dev.latchkey.model.*");

    private MutationRuns() {}

    /** A part of the code. Names are those of PIT's options, separated by commas. */
    private record Part(String name, String classes, String withoutClasses, String tests, String withoutTests) {}

    private static List<Part> parts() {
        String elsewhere = String.join(",", JDBC, MANAGEMENT);
        String managed = String.join(",", MANAGED);
        String rest = String.join(",", REST);
        return List.of(
                new Part("deciding", String.join(",", DECIDING), "", "dev.latchkey.*", elsewhere),
                new Part(
                        "root",
                        "dev.latchkey.*",
                        String.join(",", "dev.latchkey.internal.*", managed, rest, SERVLET, MANAGEMENT),
                        "dev.latchkey.*",
                        elsewhere),
                new Part("managed", managed, JDBC, "dev.latchkey.*", JDBC + "," + SERVLET),
                new Part("core", rest, "", "dev.latchkey.*", elsewhere + "," + SERVLET),
                new Part("store-jdbc", JDBC, "", JDBC, ""),
                new Part("servlet-filter", SERVLET, "", SERVLET, ""));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path reports = Path.of(args[0]);
        delete(reports);
        List<Part> parts = args[1].equals(ALL) ? parts() : List.of(new Part("chosen", args[1], "", args[2], ""));
        for (Part part : parts) {
            long started = System.nanoTime();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-classpath",
                    System.getProperty("java.class.path"),
                    "org.pitest.mutationtest.commandline.MutationCoverageReport",
                    "--reportDir=" + reports.resolve(part.name()),
                    "--targetClasses=" + part.classes(),
                    "--targetTests=" + (part.tests().equals(ALL) ? "dev.latchkey.*" : part.tests()),
                    "--excludedTestClasses=" + args[3]
                            + (part.withoutTests().isEmpty() ? "" : "," + part.withoutTests())));
            if (!part.withoutClasses().isEmpty()) {
                command.add("--excludedClasses=" + part.withoutClasses());
            }
            command.addAll(Arrays.asList(args).subList(4, args.length));
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                System.err.println("PIT failed on the part " + part.name() + " with exit code " + exit);
                System.exit(1);
            }
            long seconds = (System.nanoTime() - started) / 1_000_000_000;
            System.out.printf(Locale.ROOT, "part %s: %d s%n", part.name(), seconds);
        }
    }

    /** Deletes the reports of an earlier run, which would count as well. */
    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
