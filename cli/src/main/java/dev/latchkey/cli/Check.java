package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.file.CheckResult;
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
            "Checks whether a configuration file is valid. Lists faults, settings that may be unintended, and what it"
                    + " protects.",
            "It also checks the files of keys, sessions and usage beside it, and changes nothing. It can check the content"
                    + " of a database as well."
        })
final class Check implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration file; --file by default.")
    private @Nullable Path file;

    @Option(
            names = "--expiring",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long before its expiry a service token is reported; 7d by default.")
    private Duration expiring = Duration.ofDays(7);

    @Option(names = "--strict", description = "Fails if there are warnings.")
    private boolean strict;

    Check(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        ConfigurationCheck check =
                new ConfigurationCheck(context.hasher(), context.environment().clock(), expiring);
        List<CheckResult> checked = context.isOnDatabase(file)
                ? List.of(new DatabaseCheck(check).check(context.database()))
                : check.check(file == null ? context.file() : file, context.keyFile());
        Printer printer = context.printer();
        if (printer.isJson()) {
            printer.print(json(checked));
        } else {
            checked.forEach(each -> print(each, printer));
        }
        boolean fails = checked.stream()
                .anyMatch(each -> !each.isGood() || (strict && !each.warnings().isEmpty()));
        return fails ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private static void print(CheckResult checked, Printer printer) {
        checked.faults().forEach(fault -> printer.line(line(checked, "error", fault)));
        checked.warnings().forEach(warning -> printer.line(line(checked, "warning", warning)));
        printer.line(checked.name() + ": " + (checked.isGood() ? "valid: " + checked.contents() : "invalid"));
        checked.protection().forEach(line -> printer.line("  " + line));
    }

    /** Formats a line like a compiler does, so that editors find the location. */
    private static String line(CheckResult checked, String kind, Fault found) {
        Fault.Location location = found.location();
        String place = location == null ? "" : ":" + location.line() + ":" + location.column();
        String member = found.pointer().isEmpty() ? "" : found.pointer() + ": ";
        return checked.name() + place + ": " + kind + ": " + member + found.message();
    }

    private static ObjectNode json(List<CheckResult> checked) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("good", checked.stream().allMatch(CheckResult::isGood));
        ArrayNode files = out.putArray("files");
        for (CheckResult each : checked) {
            ObjectNode one = files.addObject();
            one.put("file", each.name());
            one.put("good", each.isGood());
            one.put("contents", each.contents());
            each.faults().forEach(add(one.putArray("faults")));
            each.warnings().forEach(add(one.putArray("warnings")));
            each.protection().forEach(one.putArray("protection")::add);
        }
        return out;
    }

    private static Consumer<Fault> add(ArrayNode to) {
        return found -> {
            ObjectNode one = to.addObject();
            one.put("pointer", found.pointer());
            one.put("message", found.message());
            Fault.Location location = found.location();
            if (location != null) {
                one.put("line", location.line());
                one.put("column", location.column());
            }
        };
    }
}
