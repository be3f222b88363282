package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.ServiceToken;
import java.util.function.Predicate;
import picocli.CommandLine.Command;

@Command(
        name = "delete",
        description = "Deletes a service token that no policy or group refers to. Its sessions end at once.")
final class TokenDelete extends TokenChange {

    TokenDelete(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        ServiceToken deleted = done(tokens.delete(found.id(), same), describe(found));
        if (printer.isJson()) {
            printer.print(ServiceTokenFormat.answer(deleted));
        } else {
            printer.line("deleted " + describe(deleted));
        }
    }
}
