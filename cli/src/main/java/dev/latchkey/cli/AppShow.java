package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows an application; with --json, all of it.")
final class AppShow extends StoreCommand {

    @Parameters(index = "0", paramLabel = "APP", description = "Its id, or its name if no other has it.")
    private String named = "";

    AppShow(Session session) {
        super(session);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        AppView.print(new AppFinder(administration).find(named), printer);
    }
}
