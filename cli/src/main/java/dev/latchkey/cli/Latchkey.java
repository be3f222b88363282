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

/** The program, and the options that all of its commands share. */
@Command(
        name = "latchkey",
        description = "Service tokens and applications of Latchkey, in a JSON configuration file or a database.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Latchkey.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  LATCHKEY_FILE                the configuration file, unless --file names it",
            "  LATCHKEY_JDBC_URL            the database, in place of a file, unless --jdbc names it",
            "  LATCHKEY_JDBC_USER, LATCHKEY_JDBC_PASSWORD",
            "                               who works on the database, unless the URL says",
            "  LATCHKEY_KEY_ENCRYPTION_KEY  the key that signing keys in the database are encrypted with",
            "  LATCHKEY_PEPPER              the pepper of digests, in hex or base64",
            "",
            "Exit status:",
            "  0  done",
            "  1  failed or refused: bad configuration, a file or database that cannot be read or written",
            "  2  the command line was not understood",
            "  3  there is no such service token or application",
            "  4  it cannot be deleted, as something needs it",
            "  5  more than one has this name",
            "  6  somebody else changed it first"
        })
final class Latchkey {

    @Option(
            names = "--file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration file. LATCHKEY_FILE by default, or else latchkey.json.")
    private @Nullable Path file;

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The database, in place of a file. LATCHKEY_JDBC_URL by default.")
    private @Nullable String jdbc;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints one JSON document.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "With an error, tells where it happened.")
    private boolean verbose;

    private Latchkey() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(Surroundings.ofProcess(), arguments));
    }

    /** {@return how it ended, one of {@link ExitStatus}} */
    static int run(Surroundings around, String... arguments) {
        Latchkey options = new Latchkey();
        Errors errors = new Errors(around.err(), options);
        int status = commands(options, new Session(options, around))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8))
                .execute(arguments);
        if (around.out().checkError()) {
            // A secret may be lost with it.
            errors.tell("the output could not be written");
            return ExitStatus.FAILED;
        }
        return status;
    }

    private static CommandLine commands(Latchkey options, Session session) {
        CommandLine token = new CommandLine(new Groups.Token())
                .addSubcommand(new TokenCreate(session))
                .addSubcommand(new TokenList(session))
                .addSubcommand(new TokenShow(session))
                .addSubcommand(new TokenRotate(session))
                .addSubcommand(new TokenRefresh(session))
                .addSubcommand(new TokenEnable(session))
                .addSubcommand(new TokenDisable(session))
                .addSubcommand(new TokenRoles(session))
                .addSubcommand(new TokenDelete(session))
                .addSubcommand(new TokenImport(session));
        CommandLine app = new CommandLine(new Groups.App())
                .addSubcommand(new AppList(session))
                .addSubcommand(new AppShow(session))
                .addSubcommand(new AppSet(session));
        CommandLine database = new CommandLine(new Groups.Tables())
                .addSubcommand(new DatabaseSchema(session))
                .addSubcommand(new DatabaseMigrate(session))
                .addSubcommand(new DatabaseImport(session));
        return new CommandLine(options)
                // A file of arguments could hold a secret, which messages about them would then repeat.
                .setExpandAtFiles(false)
                .addSubcommand(token)
                .addSubcommand(app)
                .addSubcommand(new CommandLine(new Groups.Keys()).addSubcommand(new KeysRotate(session)))
                .addSubcommand(database)
                .addSubcommand(new Check(session))
                .addSubcommand(new PrintSchema(session));
    }

    @Nullable
    Path file() {
        return file;
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

    /** Tells the version, which the jar's manifest has. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Latchkey.class.getPackage().getImplementationVersion();
            return new String[] {"latchkey " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
