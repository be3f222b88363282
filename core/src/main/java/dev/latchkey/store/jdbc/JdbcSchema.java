package dev.latchkey.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tables of the JDBC store, as SQL: for those whose database administrator makes them. All names begin with
 * {@code latchkey_}, and nothing names a schema: they stand where the connection's own search path puts them. Stateless.
 */
public final class JdbcSchema {

    /** The version of the tables that this version of Latchkey works with. */
    public static final int VERSION = 1;

    private static final Pattern END_OF_STATEMENT = Pattern.compile(";[ \t]*\r?\n");

    private JdbcSchema() {}

    /** {@return the SQL that makes all tables in an empty schema} */
    public static String sql(SqlDialect dialect) {
        return sql(dialect, 0);
    }

    /**
     * {@return the SQL that makes the tables of {@link #VERSION} out of those of {@code from}}
     *
     * @param from the version that is there; 0 for none
     * @throws IllegalArgumentException if it is negative, or newer than {@link #VERSION}
     */
    public static String sql(SqlDialect dialect, int from) {
        if (from < 0 || from > VERSION) {
            throw new IllegalArgumentException("from must be 0 to " + VERSION + ", not " + from);
        }
        StringBuilder all = new StringBuilder();
        for (int version = from + 1; version <= VERSION; version++) {
            all.append(script(dialect, version));
        }
        return all.toString();
    }

    /** {@return the statements of {@link #sql(SqlDialect, int)}, one by one} */
    static List<String> statements(SqlDialect dialect, int from) {
        return END_OF_STATEMENT
                .splitAsStream(sql(dialect, from))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String script(SqlDialect dialect, int version) {
        String name = dialect.word() + "/V" + version + ".sql";
        try (InputStream in = JdbcSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read", e);
        }
    }
}
