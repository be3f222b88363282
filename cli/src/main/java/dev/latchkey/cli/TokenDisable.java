package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

@Command(name = "disable", description = "Switches a service token off: it is turned away at once, sessions included.")
final class TokenDisable extends TokenChange {

    TokenDisable(Session session) {
        super(session);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        ServiceTokenUpdate update = ServiceTokenUpdate.builder().enabled(false).build();
        TokenView.print(
                done(tokens.update(found.id(), update, same), describe(found)).token(), printer);
    }
}
