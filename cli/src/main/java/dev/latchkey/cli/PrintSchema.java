package dev.latchkey.cli;

import dev.latchkey.internal.file.ConfigurationSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "schema", description = "Prints the JSON Schema of the configuration file, for editors.")
final class PrintSchema implements Callable<Integer> {

    private final CommandContext context;

    PrintSchema(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.printer().text(ConfigurationSchema.text());
        return ExitStatus.DONE;
    }
}
