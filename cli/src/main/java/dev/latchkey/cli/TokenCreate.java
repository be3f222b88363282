package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.NewServiceToken;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Creates a service token and prints its secret, only once.")
final class TokenCreate extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "Its display name.")
    private String name = "";

    @Mixin
    private Lifespan lifespan = new Lifespan();

    @Option(names = "--role", paramLabel = "ROLE", description = "A role for isUserInRole; may be repeated.")
    private List<String> roles = List.of();

    @Option(names = "--create-file", description = "Creates a missing file.")
    private boolean createFile;

    TokenCreate(CommandContext context) {
        super(context);
    }

    @Override
    boolean createsStore() {
        return createFile;
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        NewServiceToken wanted =
                lifespan.of(NewServiceToken.builder().name(name).roles(roles)).build();
        TokenView.print(administration.serviceTokens().create(wanted), printer);
        warnIfNothingIsProtected(administration);
    }
}
