package dev.latchkey.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The tables of the JDBC store as SQL, for installations where a database administrator creates them. All names begin
 * with {@code latchkey_} and have no schema: the connection's search path decides. Stateless.
 */
public final class JdbcSchema {

    /** The version of the tables that this version of Latchkey requires. */
    public static final int VERSION = 1;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Pattern END_OF_STATEMENT = Pattern.compile(";[ \t]*\r?\n");

    private JdbcSchema() {}

    /** Returns the SQL that creates all tables in an empty schema. */
    public static String sql(SqlDialect dialect) {
        return sql(dialect, 0);
    }

    /**
     * Returns the SQL that upgrades the tables from version {@code from} to {@link #VERSION}.
     *
     * @param from the existing version; 0 for none
     * @throws IllegalArgumentException if it is negative or newer than {@link #VERSION}
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

    /**
     * Creates or upgrades the tables, for a database user who may do so. If several processes call it at once, one does
     * the work.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if the tables are newer than {@link #VERSION}, or the
     *     database is not supported
     * @throws JdbcStoreException if the database is unreachable or refuses
     */
    public static void migrate(DataSource source) throws JdbcStoreException, InterruptedException {
        try (Database database = Database.open(source, null, LIMIT)) {
            new Migration(database).require(true, LIMIT);
        }
    }

    /** Returns the individual statements of {@link #sql(SqlDialect, int)}. */
    static List<String> statements(SqlDialect dialect, int from) {
        return END_OF_STATEMENT
                .splitAsStream(sql(dialect, from))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String script(SqlDialect dialect, int version) {
        String name = dialect.wireName() + "/V" + version + ".sql";
        try (InputStream in = JdbcSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the jar", e);
        }
    }
}
