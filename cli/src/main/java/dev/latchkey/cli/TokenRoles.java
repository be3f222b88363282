package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "roles", description = "Replaces the roles of a service token.")
final class TokenRoles extends TokenChange {

    @Parameters(
            index = "1..*",
            paramLabel = "ROLE",
            description = "A role for isUserInRole. Without any, all roles are removed.")
    private List<String> roles = List.of();

    TokenRoles(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        ServiceTokenUpdate update = ServiceTokenUpdate.builder().roles(roles).build();
        TokenView.print(
                done(tokens.update(found.id(), update, same), describe(found)).token(), printer);
    }
}
