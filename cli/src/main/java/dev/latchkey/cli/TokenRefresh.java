package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

@Command(
        name = "refresh",
        description = "Sets the expiry of a service token to one year from now, unless it does not expire.")
final class TokenRefresh extends TokenChange {

    TokenRefresh(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        TokenView.print(done(tokens.refresh(found.id(), same), describe(found)), printer);
    }
}
