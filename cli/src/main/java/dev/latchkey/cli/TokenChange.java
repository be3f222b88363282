package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Parameters;

/** A command that changes a service token. */
abstract class TokenChange extends StoreCommand {

    @Parameters(
            index = "0",
            paramLabel = "TOKEN",
            description = "Its ID, its Client ID, or its name if that is unique.")
    private String named = "";

    TokenChange(CommandContext context) {
        super(context);
    }

    @Override
    final void run(Administration administration, Printer printer) throws Exception {
        ServiceToken found = new TokenFinder(administration).find(named);
        change(administration.serviceTokens(), found, TokenFinder.stillGoesBy(found), printer);
    }

    /**
     * Makes the change and prints the result.
     *
     * @param found the token before the change
     * @param same what must still be true for the change
     */
    abstract void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception;

    /** Describes the token for messages. */
    static String describe(ServiceToken token) {
        return "service token " + token.name() + " (" + token.id() + ")";
    }
}
