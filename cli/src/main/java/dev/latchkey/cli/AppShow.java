package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows an application; all of it with --json.")
final class AppShow extends StoreCommand {

    @Parameters(index = "0", paramLabel = "APP", description = "Its ID, or its name if that is unique.")
    private String named = "";

    AppShow(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        AppView.print(AppFinder.find(administration, named), printer);
    }
}
