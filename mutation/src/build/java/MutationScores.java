import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Writes PIT's reports as Markdown: the score of each package, and all mutants that survived. Fails if the score of all
 * packages together is below a minimum.
 */
final class MutationScores {

    private static final String SURVIVORS_NOTE =
            "Survivors marked with * have their reason in `mutation/survivors.md`.";

    private MutationScores() {}

    /** One mutant. */
    private record Mutant(String type, String method, String mutator, int line, boolean killed) {

        static Mutant of(Element element) {
            String mutator = text(element, "mutator");
            return new Mutant(
                    text(element, "mutatedClass"),
                    text(element, "mutatedMethod"),
                    mutator.substring(mutator.lastIndexOf('.') + 1).replace("Mutator", ""),
                    Integer.parseInt(text(element, "lineNumber")),
                    element.getAttribute("detected").equals("true"));
        }

        String packageName() {
            return type.substring(0, type.lastIndexOf('.'));
        }

        /** Returns class and method; a lambda goes by the method that it stands in. */
        String place() {
            String named = method.replaceAll("lambda\\$new\\$.*", "<init>").replaceAll("lambda\\$(.*)\\$.*", "$1");
            return type.substring("dev.latchkey.".length()) + "#" + named;
        }

        private static String text(Element element, String name) {
            return element.getElementsByTagName(name).item(0).getTextContent();
        }
    }

    public static void main(String[] args) throws IOException, ParserConfigurationException, SAXException {
        List<Mutant> mutants = read(Path.of(args[0]));
        Set<String> accepted = accepted(Path.of(args[1]));
        double minimum = Double.parseDouble(args[3]);
        List<Mutant> survivors = mutants.stream()
                .filter(mutant -> !mutant.killed())
                .sorted(Comparator.comparing(Mutant::type).thenComparing(Mutant::line))
                .toList();

        String table = table(mutants);
        List<String> report = new ArrayList<>(List.of("# Mutation scores", "", table, "", "## Survivors", ""));
        report.add(SURVIVORS_NOTE);
        report.add("");
        for (Mutant each : survivors) {
            String mark = accepted.contains(each.place()) ? " *" : "";
            report.add("- `%s`, line %d: %s%s".formatted(each.place(), each.line(), each.mutator(), mark));
        }
        Files.write(Path.of(args[2]), report);
        System.out.println(table);

        double score = percent(mutants);
        if (score < minimum) {
            System.err.printf(Locale.ROOT, "%.1f %% is below the minimum of %.1f %%%n", score, minimum);
            System.exit(1);
        }
    }

    /** Reads {@code mutations.xml} in each subdirectory. */
    private static List<Mutant> read(Path reports) throws IOException, ParserConfigurationException, SAXException {
        List<Mutant> mutants = new ArrayList<>();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(reports)) {
            for (Path part : parts) {
                NodeList elements = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(part.resolve("mutations.xml").toFile())
                        .getElementsByTagName("mutation");
                for (int i = 0; i < elements.getLength(); i++) {
                    mutants.add(Mutant.of((Element) elements.item(i)));
                }
            }
        }
        return mutants;
    }

    /** Returns the first cells, without back-ticks, of the rows of a Markdown table. */
    private static Set<String> accepted(Path list) throws IOException {
        Set<String> places = new HashSet<>();
        for (String line : Files.readAllLines(list)) {
            if (line.startsWith("| `")) {
                places.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        return places;
    }

    private static String table(List<Mutant> mutants) {
        Map<String, List<Mutant>> byPackage = new TreeMap<>();
        for (Mutant each : mutants) {
            byPackage
                    .computeIfAbsent(each.packageName(), name -> new ArrayList<>())
                    .add(each);
        }
        List<String> rows = new ArrayList<>();
        rows.add("| package | mutants | killed | score |");
        rows.add("| --- | ---: | ---: | ---: |");
        byPackage.forEach((name, some) -> rows.add(row("`" + name + "`", some)));
        rows.add(row("all", mutants));
        return String.join("\n", rows);
    }

    private static String row(String name, List<Mutant> mutants) {
        long killed = mutants.stream().filter(Mutant::killed).count();
        return String.format(Locale.ROOT, "| %s | %d | %d | %.1f %% |", name, mutants.size(), killed, percent(mutants));
    }

    private static double percent(List<Mutant> mutants) {
        long killed = mutants.stream().filter(Mutant::killed).count();
        return mutants.isEmpty() ? 0 : 100.0 * killed / mutants.size();
    }
}
