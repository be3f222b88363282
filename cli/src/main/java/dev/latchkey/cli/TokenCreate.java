package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Makes a service token and prints its secret, this once.")
final class TokenCreate extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "Its name, for people.")
    private String name = "";

    @Mixin
    private Lifespan lifespan = new Lifespan();

    @Option(names = "--create-file", description = "Makes the file if there is none.")
    private boolean createFile;

    TokenCreate(Session session) {
        super(session);
    }

    @Override
    boolean createsStore() {
        return createFile;
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        TokenView.print(administration.serviceTokens().create(name, lifespan.duration()), printer);
    }
}
