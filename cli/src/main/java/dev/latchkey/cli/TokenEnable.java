package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

@Command(name = "enable", description = "Enables a service token.")
final class TokenEnable extends TokenChange {

    TokenEnable(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        ServiceTokenUpdate update = ServiceTokenUpdate.builder().enabled(true).build();
        TokenView.print(
                done(tokens.update(found.id(), update, same), describe(found)).token(), printer);
    }
}
