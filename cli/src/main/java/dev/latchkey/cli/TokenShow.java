package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows a service token.")
final class TokenShow extends StoreCommand {

    @Parameters(paramLabel = "TOKEN", description = "Its ID, its Client ID, or its name if that is unique.")
    private String named = "";

    TokenShow(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        TokenView.print(new TokenFinder(administration).find(named), printer);
    }
}
