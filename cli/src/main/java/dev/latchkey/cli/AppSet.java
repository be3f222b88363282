package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Changed;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.model.Application;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "set", description = "Sets members of an application. It takes effect with the next request.")
final class AppSet extends StoreCommand {

    @Parameters(index = "0", paramLabel = "APP", description = "Its ID, or its name if that is unique.")
    private String named = "";

    @Parameters(
            index = "1..*",
            paramLabel = "MEMBER=VALUE",
            description = {
                "A member of the configuration file and its value, as JSON or plain text.",
                "Without a value, the member is reset to its default."
            })
    private List<String> assignments = List.of();

    @Option(names = "--unset", paramLabel = "MEMBER", description = "A member to reset to its default.")
    private List<String> unset = List.of();

    AppSet(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        MemberChanges changes = MemberChanges.of(assignments, unset, ApplicationFormat.MEMBERS.fixed());
        if (changes.isEmpty()) {
            throw new CommandException(ExitStatus.USAGE, "nothing to change; use member=value or --unset member");
        }
        Application found = AppFinder.find(administration, named);
        Changed<Application> changed = administration
                .applications()
                .replace(
                        found.id(),
                        now -> now.name().equals(found.name()),
                        (configuration, before) -> changes.applyTo(before, configuration.policies()));
        AppView.print(done(changed, "application " + found.name()), printer);
        changes.reportUnknownMembers(environment().err());
    }
}
