package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Parameters;

/** A command that changes one service token. */
abstract class TokenChange extends StoreCommand {

    @Parameters(
            index = "0",
            paramLabel = "TOKEN",
            description = "Its id, its client id, or its name if no other has it.")
    private String named = "";

    TokenChange(Session session) {
        super(session);
    }

    @Override
    final void run(Administration administration, Printer printer) throws Exception {
        ServiceToken found = new TokenFinder(administration).find(named);
        change(administration.serviceTokens(), found, TokenFinder.stillGoesBy(found), printer);
    }

    /**
     * Makes the change and prints what is in force then.
     *
     * @param found the token as it was found
     * @param same what must still hold of it
     */
    abstract void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception;

    /** {@return the token in a few words} */
    static String describe(ServiceToken token) {
        return "service token " + token.name() + " (" + token.id() + ")";
    }
}
