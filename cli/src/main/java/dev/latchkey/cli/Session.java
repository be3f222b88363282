package dev.latchkey.cli;

import dev.latchkey.lifecycle.Administration;
import dev.latchkey.store.json.JsonFileStore;
import dev.latchkey.token.SecretHasher;
import java.nio.file.Path;

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
        String variable = around.variables().apply(FILE);
        return Path.of(variable == null || variable.isEmpty() ? "latchkey.json" : variable);
    }

    /** {@return the hasher} A pepper comes from the environment alone: arguments are everybody's to read. */
    SecretHasher hasher() throws CommandException {
        String pepper = around.variables().apply(PEPPER);
        if (pepper == null || pepper.isEmpty()) {
            return SecretHasher.sha256();
        }
        try {
            return SecretHasher.peppered(pepper);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.FAILED, PEPPER + " must be at least 16 bytes, in hex or base64");
        }
    }

    /** {@return where the store comes from} */
    StoreSource source() {
        return create -> {
            JsonFileStore store = JsonFileStore.builder(file())
                    .secretHasher(hasher())
                    .clock(around.clock())
                    .createIfMissing(create)
                    .open();
            return new StoreSource.OpenStore(store, store::close);
        };
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
