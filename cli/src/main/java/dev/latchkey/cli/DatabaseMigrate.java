package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.store.jdbc.JdbcSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "migrate",
        description = {
            "Makes the tables in a database, or brings older ones up to date; nothing else does so unasked.",
            "To see the SQL: database schema."
        })
final class DatabaseMigrate implements Callable<Integer> {

    private final Session session;

    DatabaseMigrate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        JdbcSchema.migrate(session.database().source());
        Printer printer = session.printer();
        if (printer.isJson()) {
            printer.print(JsonNodeFactory.instance.objectNode().put("version", JdbcSchema.VERSION));
        } else {
            printer.line("database: the tables are of version " + JdbcSchema.VERSION);
        }
        return ExitStatus.DONE;
    }
}
