package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.store.jdbc.JdbcSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "migrate",
        description = {
            "Creates the tables in a database, or upgrades them. No other command does so.",
            "To see the SQL: database schema."
        })
final class DatabaseMigrate implements Callable<Integer> {

    private final CommandContext context;

    DatabaseMigrate(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        JdbcSchema.migrate(context.database().source());
        Printer printer = context.printer();
        if (printer.isJson()) {
            printer.print(JsonNodeFactory.instance.objectNode().put("version", JdbcSchema.VERSION));
        } else {
            printer.line("database: the tables have version " + JdbcSchema.VERSION);
        }
        return ExitStatus.DONE;
    }
}
