package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.store.jdbc.JdbcSchema;
import dev.latchkey.store.jdbc.SqlDialect;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "schema",
        description = {
            "Prints the SQL that creates the tables, for a database administrator to run.",
            "It needs no database."
        })
final class DatabaseSchema implements Callable<Integer> {

    private final CommandContext context;

    @Parameters(paramLabel = "DATABASE", converter = DialectConverter.class, description = "postgresql or h2.")
    private SqlDialect dialect = SqlDialect.POSTGRESQL;

    @Option(
            names = "--from",
            paramLabel = "VERSION",
            description = "The version of the existing tables, from latchkey_schema; 0 for none, the default.")
    private int from;

    DatabaseSchema(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        if (from < 0 || from > JdbcSchema.VERSION) {
            throw new CommandException(ExitStatus.USAGE, "--from must be 0 to " + JdbcSchema.VERSION);
        }
        String sql = JdbcSchema.sql(dialect, from);
        if (context.printer().isJson()) {
            context.printer()
                    .print(JsonNodeFactory.instance
                            .objectNode()
                            .put("version", JdbcSchema.VERSION)
                            .put("sql", sql));
        } else {
            context.printer().text(sql);
        }
        return ExitStatus.DONE;
    }

    /** Parses the names of databases. */
    static final class DialectConverter implements ITypeConverter<SqlDialect> {

        @Override
        public SqlDialect convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "postgresql" -> SqlDialect.POSTGRESQL;
                case "h2" -> SqlDialect.H2;
                default -> throw new TypeConversionException("must be postgresql or h2");
            };
        }
    }
}
