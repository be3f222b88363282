package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ensures that the tables have {@link JdbcSchema#VERSION}. Thread-safe. */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** There are no tables. */
    private static final int NONE = 0;

    /** SQLStates for a missing table: PostgreSQL, the SQL standard, and H2 with similar names. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** Creating tables takes time, and other nodes wait for it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** An arbitrary number that nobody else locks: the first eight bytes of SHA-256 of "latchkey". */
    private static final long LOCK = 0x03e7_59a0_6bdc_bf94L;

    private final Database database;

    Migration(Database database) {
        this.database = database;
    }

    /**
     * Checks the tables.
     *
     * @param migrate whether to create missing tables and to upgrade old ones
     * @param limit how long a query may take
     * @throws ConfigurationException if the tables are too new, or are missing or too old and must not be changed
     */
    void require(boolean migrate, Duration limit) throws JdbcStoreException, InterruptedException {
        int version = database.read("reading the version of the tables", limit, Migration::version);
        if (version < JdbcSchema.VERSION && migrate) {
            version = migrate();
        }
        if (version > JdbcSchema.VERSION) {
            throw refused("have version " + version + ", but this Latchkey supports only up to " + JdbcSchema.VERSION
                    + "; use a newer Latchkey");
        } else if (version == NONE) {
            throw refused("are missing; set migrate, run latchkey database migrate, or run the SQL of latchkey database"
                    + " schema " + database.dialect().wireName());
        } else if (version < JdbcSchema.VERSION) {
            throw refused("have version " + version + ", but this Latchkey requires " + JdbcSchema.VERSION
                    + "; set migrate, run latchkey database migrate, or run the SQL of latchkey database schema "
                    + database.dialect().wireName() + " --from " + version);
        }
    }

    private static ConfigurationException refused(String why) {
        return new ConfigurationException("JDBC store", List.of(new Fault("", "the tables latchkey_* " + why)));
    }

    private static int version(BoundedConnection db) throws SQLException {
        // After an error, PostgreSQL continues a transaction only from a savepoint.
        Savepoint savepoint =
                db.connection().getAutoCommit() ? null : db.connection().setSavepoint();
        try (PreparedStatement statement = db.prepare("SELECT MAX(version) FROM latchkey_schema");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getInt(1) : NONE;
        } catch (SQLException e) {
            if (!NO_TABLE.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            if (savepoint != null) {
                db.connection().rollback(savepoint);
            }
            return NONE;
        }
    }

    /** Creates or upgrades the tables, and returns their version. If several nodes start at once, one does the work. */
    private int migrate() throws JdbcStoreException, InterruptedException {
        try (BoundedConnection db = database.borrow(LIMIT)) {
            return switch (database.dialect()) {
                case POSTGRESQL -> inOneTransaction(db);
                case H2 -> withLockedRow(db);
            };
        } catch (SQLException e) {
            throw new JdbcStoreException("creating the tables", e);
        }
    }

    private static int inOneTransaction(BoundedConnection db) throws SQLException {
        db.beginWriting();
        db.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        int version = apply(db);
        db.connection().commit();
        return version;
    }

    // In H2, creating a table commits, so a second connection does it while this one holds the lock.
    private int withLockedRow(BoundedConnection db) throws SQLException, JdbcStoreException, InterruptedException {
        db.autoCommitting()
                .execute("CREATE TABLE IF NOT EXISTS latchkey_schema_lock (id integer NOT NULL PRIMARY KEY)");
        db.execute("MERGE INTO latchkey_schema_lock KEY (id) VALUES (1)");
        db.beginWriting();
        db.execute("SELECT id FROM latchkey_schema_lock WHERE id = 1 FOR UPDATE");
        try (BoundedConnection other = database.borrow(LIMIT)) {
            return apply(other.autoCommitting());
        } finally {
            db.rollback();
        }
    }

    private static int apply(BoundedConnection db) throws SQLException {
        int version = version(db);
        if (version >= JdbcSchema.VERSION) {
            return version;
        }
        for (String statement : JdbcSchema.statements(db.dialect(), version)) {
            db.execute(statement);
        }
        LOG.info("upgraded the tables latchkey_* from version {} to {}", version, JdbcSchema.VERSION);
        return JdbcSchema.VERSION;
    }
}
