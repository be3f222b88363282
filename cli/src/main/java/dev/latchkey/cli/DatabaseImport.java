package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Copies a configuration file, and the files of keys, sessions and usage beside it or beside the key file,"
                    + " into an empty database."
                    + " Service tokens and sessions stay valid.",
            "The files are not changed. If it fails, the database still counts as empty, and it can be run again."
        })
final class DatabaseImport implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file = Path.of("");

    DatabaseImport(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        TargetDatabase database = context.database();
        try (JsonFileStore from = context.open(file, false);
                JdbcStore to = database.open()) {
            StoreCopy.Contents copied = new StoreCopy(from, to).copy();
            print(copied, context.printer());
        }
        return ExitStatus.DONE;
    }

    private static void print(StoreCopy.Contents copied, Printer printer) throws Exception {
        AccessConfiguration configuration = copied.configuration();
        ObjectNode counts = JsonNodeFactory.instance
                .objectNode()
                .put("applications", configuration.applications().size())
                .put("policies", configuration.policies().size())
                .put("groups", configuration.groups().size())
                .put("ip_lists", configuration.ipLists().size())
                .put("service_tokens", copied.tokens().size())
                .put("signing_keys", copied.keys().size())
                .put("ended_sessions", copied.ended().byId().size());
        if (printer.isJson()) {
            printer.print(counts);
            return;
        }
        Table table = new Table();
        counts.properties()
                .forEach(each -> table.row(
                        each.getKey().replace('_', ' '), each.getValue().asText()));
        printer.print(table);
    }
}
