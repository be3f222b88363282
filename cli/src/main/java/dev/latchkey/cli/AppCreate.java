package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = {
            "Creates an application, which protects a host or path. It takes effect with the next request.",
            "It admits nobody, unless --admit, --admit-any or a member says otherwise."
        })
final class AppCreate extends StoreCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "DOMAIN",
            description = "The host or host/path that it covers; '*' covers everything.")
    private String domain = "";

    @Parameters(
            index = "2..*",
            paramLabel = "MEMBER=VALUE",
            description = "A further member of the configuration file and its value, as JSON or plain text.")
    private List<String> assignments = List.of();

    @Option(
            names = "--admit",
            paramLabel = "TOKEN",
            description = "A service token that it admits: its ID, Client ID or unique name; may be repeated.")
    private List<String> admitted = List.of();

    @Option(names = "--admit-any", description = "Admits any valid service token.")
    private boolean admitsAny;

    @Option(names = "--create-file", description = "Creates a missing file.")
    private boolean createFile;

    AppCreate(CommandContext context) {
        super(context);
    }

    @Override
    boolean createsStore() {
        return createFile;
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        MemberChanges changes = MemberChanges.of(assignments, List.of(), ApplicationFormat.MEMBERS.fixed());
        if (changes.changes("name") || changes.changes("domain")) {
            throw new CommandException(ExitStatus.USAGE, "name and domain are arguments of their own");
        } else if (!admitted.isEmpty() && (admitsAny || changes.changes("policies"))) {
            throw new CommandException(ExitStatus.USAGE, "--admit cannot be combined with --admit-any or policies=");
        }
        Policy policy = policy(administration);
        Application created = administration.applications().create(configuration -> {
            Application.Builder wanted = Application.named(name).domain(domain);
            if (admitsAny) {
                wanted.anyValidServiceToken(true);
            }
            if (policy != null) {
                wanted.policy(policy);
            }
            return changes.applyTo(wanted.build(), configuration.policies());
        });
        AppView.print(created, printer);
        changes.reportUnknownMembers(environment().err());
    }

    private @Nullable Policy policy(Administration administration) throws Exception {
        if (admitted.isEmpty()) {
            return null;
        }
        List<Rule> rules = new ArrayList<>();
        for (String named : admitted) {
            rules.add(new Rule.OneServiceToken(
                    new TokenFinder(administration).find(named).id()));
        }
        Policy.Builder policy = Policy.builder("admitted service tokens", Policy.Decision.NON_IDENTITY);
        rules.forEach(policy::include);
        return policy.build();
    }
}
