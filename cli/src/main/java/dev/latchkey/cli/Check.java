package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.PlacedFault;
import dev.latchkey.internal.file.ConfigurationCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Says whether a configuration file would be refused, and why, and what in it is perhaps not meant.",
            "Looks at the files of keys, sessions and usage beside it, too, and changes none. Or it reads all that is in a"
                    + " database, and says the same of that."
        })
final class Check implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration file; that of --file by default.")
    private @Nullable Path file;

    @Option(
            names = "--expiring",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long before the end of a service token to warn of it. 7d by default.")
    private Duration expiring = Duration.ofDays(7);

    @Option(names = "--strict", description = "Warnings make it fail, too.")
    private boolean strict;

    Check(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        ConfigurationCheck check =
                new ConfigurationCheck(session.hasher(), session.around().clock(), expiring);
        List<Checked> checked = session.isOnDatabase(file)
                ? List.of(new DatabaseCheck(check).check(session.database()))
                : check.check(file == null ? session.file() : file).stream()
                        .map(Checked::of)
                        .toList();
        Printer printer = session.printer();
        if (printer.isJson()) {
            printer.print(json(checked));
        } else {
            checked.forEach(each -> print(each, printer));
        }
        boolean fails = checked.stream()
                .anyMatch(each -> !each.isGood() || (strict && !each.warnings().isEmpty()));
        return fails ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private static void print(Checked checked, Printer printer) {
        checked.faults().forEach(fault -> printer.line(line(checked, "error", fault)));
        checked.warnings().forEach(warning -> printer.line(line(checked, "warning", warning)));
        printer.line(checked.name() + ": " + (checked.isGood() ? "good: " + checked.contents() : "would be refused"));
    }

    /** {@return a line as compilers write them, which editors find the place by} */
    private static String line(Checked checked, String kind, PlacedFault found) {
        String place = found.line() == 0 ? "" : ":" + found.line() + ":" + found.column();
        String member = found.pointer().isEmpty() ? "" : found.pointer() + ": ";
        return checked.name() + place + ": " + kind + ": " + member + found.message();
    }

    private static ObjectNode json(List<Checked> checked) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("good", checked.stream().allMatch(Checked::isGood));
        ArrayNode files = out.putArray("files");
        for (Checked each : checked) {
            ObjectNode one = files.addObject();
            one.put("file", each.name());
            one.put("good", each.isGood());
            one.put("contents", each.contents());
            each.faults().forEach(add(one.putArray("faults")));
            each.warnings().forEach(add(one.putArray("warnings")));
        }
        return out;
    }

    private static Consumer<PlacedFault> add(ArrayNode to) {
        return found -> {
            ObjectNode one = to.addObject();
            one.put("pointer", found.pointer());
            one.put("message", found.message());
            if (found.line() > 0) {
                one.put("line", found.line());
                one.put("column", found.column());
            }
        };
    }
}
