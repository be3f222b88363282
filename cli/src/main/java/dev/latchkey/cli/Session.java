package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One run of the program: its options, and what they mean. */
final class Session {

    private static final String FILE = "LATCHKEY_FILE";
    private static final String PEPPER = "LATCHKEY_PEPPER";

    private final Latchkey options;
    private final Surroundings around;

    Session(Latchkey options, Surroundings around) {
        this.options = options;
        this.around = around;
    }

    Surroundings around() {
        return around;
    }

    Printer printer() {
        return new Printer(around.out(), options.json());
    }

    /** {@return the file that the option names, or the variable, or else the one in the working directory} */
    Path file() {
        if (options.file() != null) {
            return options.file();
        }
        String variable = around.variable(FILE);
        return Path.of(variable == null ? "latchkey.json" : variable);
    }

    /** {@return the hasher} A pepper comes from the environment alone: arguments are everybody's to read. */
    SecretHasher hasher() throws CommandException {
        String pepper = around.variable(PEPPER);
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
     * {@return the database that the option names, or the variable}
     *
     * @throws CommandException if neither does, or a file is named
     */
    Database database() throws CommandException {
        if (options.file() != null) {
            throw usage("--file is not for this command, which works on a database");
        }
        String argument = options.jdbc();
        if (argument != null && argument.toLowerCase(Locale.ROOT).contains("password=")) {
            around.err()
                    .println("latchkey: warning: everybody on this machine can read the password in --jdbc;"
                            + " LATCHKEY_JDBC_PASSWORD and " + Database.URL + " are not theirs to read");
        }
        String url = argument == null ? around.variable(Database.URL) : argument;
        if (url == null) {
            throw usage("which database? --jdbc or " + Database.URL + " tells");
        }
        return new Database(url, around);
    }

    /**
     * {@return whether a database is to be worked on, and no file} What stands on the command line goes before variables.
     *
     * @param named a file that is named otherwise than by {@code --file}; null for none
     * @throws CommandException if both are named
     */
    boolean isOnDatabase(@Nullable Path named) throws CommandException {
        boolean hasFile = named != null || options.file() != null;
        if (hasFile && options.jdbc() != null) {
            throw usage("a file and --jdbc were both named: use one of them");
        } else if (hasFile || options.jdbc() != null) {
            return !hasFile;
        }
        boolean byVariable = around.variable(Database.URL) != null;
        if (byVariable && around.variable(FILE) != null) {
            throw usage(FILE + " and " + Database.URL + " are both set: unset one, or use --file or --jdbc");
        }
        return byVariable;
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitStatus.USAGE, message);
    }

    /** {@return where the store comes from} */
    StoreSource source() throws CommandException {
        if (!isOnDatabase(null)) {
            return create -> {
                JsonFileStore store = open(file(), create);
                return new StoreSource.OpenStore(store, store::close);
            };
        }
        Database database = database();
        return create -> {
            if (create) {
                throw usage("--create-file makes files: the tables of a database are made by database migrate");
            }
            JdbcStore store = database.open();
            return new StoreSource.OpenStore(store, store::close);
        };
    }

    /** {@return the store in that file} To be closed. */
    JsonFileStore open(Path path, boolean create) throws Exception {
        return JsonFileStore.builder(path)
                .secretHasher(hasher())
                .clock(around.clock())
                .createIfMissing(create)
                .open();
    }

    Administration administration(StoreSource.OpenStore open) throws CommandException {
        return Administration.builder(open.store())
                .clock(around.clock())
                .random(around.random())
                .secretHasher(hasher())
                .build()
                .as("cli:" + around.user());
    }
}
