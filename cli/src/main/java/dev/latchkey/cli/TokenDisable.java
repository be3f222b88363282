package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

@Command(name = "disable", description = "Disables a service token. Its requests and sessions are denied at once.")
final class TokenDisable extends TokenChange {

    TokenDisable(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        ServiceTokenUpdate update = ServiceTokenUpdate.builder().enabled(false).build();
        TokenView.print(
                done(tokens.update(found.id(), update, same), describe(found)).token(), printer);
    }
}
