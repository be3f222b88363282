package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Imports a service token that was issued elsewhere, with its secret or a digest of it.")
final class TokenImport extends StoreCommand {

    @Parameters(paramLabel = "CLIENT_ID", description = "Its Client ID.")
    private String clientId = "";

    @ArgGroup(multiplicity = "1")
    private Secret secret = new Secret();

    @Option(names = "--name", paramLabel = "NAME", description = "Its display name; the Client ID by default.")
    private @Nullable String name;

    @Mixin
    private Lifespan lifespan = new Lifespan();

    @Option(names = "--role", paramLabel = "ROLE", description = "A role for isUserInRole; may be repeated.")
    private List<String> roles = List.of();

    @Option(names = "--create-file", description = "Creates a missing file.")
    private boolean createFile;

    /** The secret is never an argument, as other users can see arguments. */
    private static final class Secret {

        @Option(names = "--secret-stdin", required = true, description = "Reads its secret from standard input.")
        private boolean stdin;

        @Option(
                names = "--digest",
                required = true,
                paramLabel = "DIGEST",
                description = "The digest of its secret: sha256:<64 hex>.")
        private @Nullable String digest;
    }

    TokenImport(CommandContext context) {
        super(context);
    }

    @Override
    boolean createsStore() {
        return createFile;
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        ServiceTokens tokens = administration.serviceTokens();
        String digest = secret.digest;
        ServiceToken imported = secret.stdin || digest == null
                ? tokens.importSecret(clientId, new SecretInput(environment().in()).read(), wanted())
                : tokens.importDigest(clientId, digest(digest), wanted());
        TokenView.print(imported, printer);
        warnIfNothingIsProtected(administration);
    }

    private NewServiceToken wanted() {
        return lifespan.of(NewServiceToken.builder().name(name).roles(roles)).build();
    }

    private static SecretDigest digest(String text) throws CommandException {
        try {
            return SecretDigest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.USAGE, "--digest: " + e.getMessage());
        }
    }
}
