package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats applications (management contract, section 2). Stateless. */
final class AppView {

    private AppView() {}

    /** Returns the application with its complete policies; default settings are omitted. */
    static ObjectNode json(Application application) {
        Faults faults = new Faults();
        ObjectNode out = ApplicationFormat.write(application, id -> false, "", faults);
        faults.throwIfAny("application " + application.name());
        return out;
    }

    /** Prints an application. */
    static void print(Application application, Printer printer) throws IOException {
        if (printer.isJson()) {
            printer.print(json(application));
            return;
        }
        ApplicationSettings settings = application.settings();
        Table table = new Table()
                .row("id", application.id().toString())
                .row("aud", application.aud())
                .row("name", application.name())
                .row(
                        "covers",
                        application.patterns().stream()
                                .map(ApplicationPattern::toString)
                                .collect(Collectors.joining(", ")))
                .row("session", session(settings.sessionDuration()))
                .row("single header", header(settings));
        for (Policy policy : application.policies()) {
            table.row("policy " + policy.precedence(), policy.decision().word() + ": " + policy.name());
        }
        if (application.policies().isEmpty()) {
            table.row(
                    "policies",
                    settings.anyValidServiceToken() ? "any valid service token" : "none: nobody is admitted");
        }
        table.row("created", Printer.time(application.createdAt()));
        table.row("updated", Printer.time(application.updatedAt()));
        printer.print(table);
    }

    static String header(ApplicationSettings settings) {
        String header = settings.readServiceTokensFromHeader();
        return header == null
                ? "-"
                : header + " ("
                        + settings.singleHeaderSchemes().stream()
                                .sorted()
                                .map(SingleHeaderScheme::word)
                                .collect(Collectors.joining(", "))
                        + ")";
    }

    static String session(@Nullable Duration duration) {
        return duration == null ? "-" : GoDuration.format(duration);
    }
}
