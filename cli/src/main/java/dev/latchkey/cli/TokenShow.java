package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows a service token.")
final class TokenShow extends StoreCommand {

    @Parameters(paramLabel = "TOKEN", description = "Its id, its client id, or its name if no other has it.")
    private String named = "";

    TokenShow(Session session) {
        super(session);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        TokenView.print(new TokenFinder(administration).find(named), printer);
    }
}
