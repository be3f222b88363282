package dev.latchkey.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program and the options that all commands share. */
@Command(
        name = "latchkey",
        description = "Manages service tokens and applications of Latchkey in a JSON configuration file or a database.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Latchkey.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  LATCHKEY_FILE                the configuration file, unless --file is given",
            "  LATCHKEY_KEY_FILE            the file of signing keys, unless --key-file is given",
            "  LATCHKEY_JDBC_URL            the database instead of a file, unless --jdbc is given",
            "  LATCHKEY_JDBC_USER, LATCHKEY_JDBC_PASSWORD",
            "                               user and password, unless the URL contains them",
            "  LATCHKEY_KEY_ENCRYPTION_KEY  the key that encrypts signing keys in the database",
            "  LATCHKEY_PEPPER              the pepper of digests, in hex or base64",
            "",
            "Exit status:",
            "  0  done",
            "  1  failed or rejected: invalid configuration, a file or database that cannot be read or written",
            "  2  invalid command line",
            "  3  no such service token, application, policy, group or IP list",
            "  4  cannot be deleted, because it is in use",
            "  5  the name is not unique",
            "  6  somebody else changed it meanwhile"
        })
final class Latchkey {

    @Option(
            names = "--file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration file; LATCHKEY_FILE or latchkey.json by default.")
    private @Nullable Path file;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The file of signing keys, if the app keeps it elsewhere than beside the configuration file;"
                    + " LATCHKEY_KEY_FILE by default.")
    private @Nullable Path keyFile;

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The database, instead of a file; LATCHKEY_JDBC_URL by default.")
    private @Nullable String jdbc;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints one JSON document.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Prints the stack trace of an error.")
    private boolean verbose;

    private Latchkey() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(Environment.ofProcess(), arguments));
    }

    /** Runs the program and returns one of {@link ExitStatus}. */
    static int run(Environment environment, String... arguments) {
        Latchkey options = new Latchkey();
        Errors errors = new Errors(environment.err(), options);
        int status = commands(options, new CommandContext(options, environment))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8))
                .execute(arguments);
        if (environment.out().checkError()) {
            // A new secret may have been lost.
            errors.report("the output could not be written");
            return ExitStatus.FAILED;
        }
        return status;
    }

    private static CommandLine commands(Latchkey options, CommandContext context) {
        CommandLine token = new CommandLine(new Groups.Token())
                .addSubcommand(new TokenCreate(context))
                .addSubcommand(new TokenList(context))
                .addSubcommand(new TokenShow(context))
                .addSubcommand(new TokenRotate(context))
                .addSubcommand(new TokenRefresh(context))
                .addSubcommand(new TokenEnable(context))
                .addSubcommand(new TokenDisable(context))
                .addSubcommand(new TokenRoles(context))
                .addSubcommand(new TokenDelete(context))
                .addSubcommand(new TokenImport(context));
        CommandLine app = new CommandLine(new Groups.App())
                .addSubcommand(new AppList(context))
                .addSubcommand(new AppShow(context))
                .addSubcommand(new AppCreate(context))
                .addSubcommand(new AppSet(context));
        CommandLine database = new CommandLine(new Groups.Tables())
                .addSubcommand(new DatabaseSchema(context))
                .addSubcommand(new DatabaseMigrate(context))
                .addSubcommand(new DatabaseImport(context));
        return new CommandLine(options)
                // Argument files could contain secrets, which error messages would repeat.
                .setExpandAtFiles(false)
                .addSubcommand(token)
                .addSubcommand(app)
                .addSubcommand(ItemCommands.in(new Groups.ReusablePolicy(), context, ItemType.POLICY))
                .addSubcommand(ItemCommands.in(new Groups.RuleGroups(), context, ItemType.GROUP))
                .addSubcommand(ItemCommands.in(new Groups.IpLists(), context, ItemType.IP_LIST))
                .addSubcommand(new CommandLine(new Groups.Keys()).addSubcommand(new KeysRotate(context)))
                .addSubcommand(database)
                .addSubcommand(new Check(context))
                .addSubcommand(new PrintSchema(context));
    }

    @Nullable
    Path file() {
        return file;
    }

    @Nullable
    Path keyFile() {
        return keyFile;
    }

    @Nullable
    String jdbc() {
        return jdbc;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** Reads the version from the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Latchkey.class.getPackage().getImplementationVersion();
            return new String[] {"latchkey " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
