package dev.latchkey.cli;

import dev.latchkey.internal.file.ConfigurationSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        description = "Prints the JSON Schema of the configuration file, by which editors complete and check it.")
final class PrintSchema implements Callable<Integer> {

    private final Session session;

    PrintSchema(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.printer().text(ConfigurationSchema.text());
        return ExitStatus.DONE;
    }
}
