package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run of the program: its options and their meaning. */
final class CommandContext {

    private static final String FILE = "LATCHKEY_FILE";
    private static final String KEY_FILE = "LATCHKEY_KEY_FILE";
    private static final String PEPPER = "LATCHKEY_PEPPER";

    private final Latchkey options;
    private final Environment environment;

    CommandContext(Latchkey options, Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    Environment environment() {
        return environment;
    }

    Printer printer() {
        return new Printer(environment.out(), options.json());
    }

    /** Returns the file of the option, of the variable, or the default file in the working directory. */
    Path file() {
        if (options.file() != null) {
            return options.file();
        }
        String variable = environment.variable(FILE);
        return Path.of(variable == null ? "latchkey.json" : variable);
    }

    /** Returns the key file of the option or of the variable; null if the keys are beside the configuration file. */
    @Nullable
    Path keyFile() {
        String variable = environment.variable(KEY_FILE);
        return options.keyFile() != null || variable == null ? options.keyFile() : Path.of(variable);
    }

    /** Returns the hasher. The pepper is read only from the environment, as other users can see arguments. */
    SecretHasher hasher() throws CommandException {
        String pepper = environment.variable(PEPPER);
        if (pepper == null) {
            return SecretHasher.sha256();
        }
        try {
            return SecretHasher.peppered(pepper);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.FAILED, PEPPER + " must be at least 16 bytes, in hex or base64");
        }
    }

    /**
     * Returns the database of the option or the variable.
     *
     * @throws CommandException if neither is set, or a file is named
     */
    TargetDatabase database() throws CommandException {
        if (options.file() != null) {
            throw usage("--file cannot be used with this command, which works on a database");
        }
        String argument = options.jdbc();
        if (argument != null && argument.toLowerCase(Locale.ROOT).contains("password=")) {
            environment
                    .err()
                    .println("latchkey: warning: other users of this machine can see the password in --jdbc; use"
                            + " LATCHKEY_JDBC_PASSWORD or " + TargetDatabase.URL + " instead");
        }
        String url = argument == null ? environment.variable(TargetDatabase.URL) : argument;
        if (url == null) {
            throw usage("no database is named; use --jdbc or " + TargetDatabase.URL);
        }
        return new TargetDatabase(url, environment);
    }

    /**
     * Returns whether to work on a database instead of a file. Options take precedence over variables.
     *
     * @param named a file that is named otherwise than by {@code --file}, or null
     * @throws CommandException if both are named
     */
    boolean isOnDatabase(@Nullable Path named) throws CommandException {
        boolean onDatabase = namesDatabase(named);
        if (onDatabase && options.keyFile() != null) {
            throw usage("--key-file cannot be used with a database, which holds the signing keys");
        }
        return onDatabase;
    }

    private boolean namesDatabase(@Nullable Path named) throws CommandException {
        boolean hasFile = named != null || options.file() != null;
        if (hasFile && options.jdbc() != null) {
            throw usage("a file and --jdbc cannot be combined");
        } else if (hasFile || options.jdbc() != null) {
            return !hasFile;
        }
        boolean byVariable = environment.variable(TargetDatabase.URL) != null;
        if (byVariable && environment.variable(FILE) != null) {
            throw usage(FILE + " and " + TargetDatabase.URL + " are both set; unset one, or use --file or --jdbc");
        }
        return byVariable;
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitStatus.USAGE, message);
    }

    /**
     * Runs a command on the store, and closes it.
     *
     * @param create whether to create a missing store
     * @throws Exception if the store cannot be opened, or the command fails
     */
    void withStore(boolean create, Command command) throws Exception {
        if (!isOnDatabase(null)) {
            try (JsonFileStore store = open(file(), create)) {
                command.run(administration(store), printer());
            }
            return;
        }
        TargetDatabase database = database();
        if (create) {
            throw usage("--create-file creates files; use database migrate to create the tables of a database");
        }
        try (JdbcStore store = database.open()) {
            command.run(administration(store), printer());
        }
    }

    /** A command on a store. */
    @FunctionalInterface
    interface Command {
        void run(Administration administration, Printer printer) throws Exception;
    }

    /** Opens the store in a file; the caller closes it. */
    JsonFileStore open(Path path, boolean create) throws Exception {
        JsonFileStore.Builder builder = JsonFileStore.builder(path)
                .secretHasher(hasher())
                .clock(environment.clock())
                .createIfMissing(create);
        Path keyFile = keyFile();
        return (keyFile == null ? builder : builder.keyFile(keyFile)).open();
    }

    private Administration administration(WritableStore store) throws CommandException {
        return Administration.builder(store)
                .clock(environment.clock())
                .random(environment.random())
                .secretHasher(hasher())
                .build()
                .as("cli:" + environment.user());
    }
}
