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

/** Sees to it that the tables are those of {@link JdbcSchema#VERSION}, before anything else is done. Thread-safe. */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** There is no table. */
    private static final int NONE = 0;

    /** Says that there is no such table: of PostgreSQL, of the SQL standard, and of H2 that knows similar names. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    /** Making tables takes its time, and other nodes wait for it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Any number will do, as long as nobody else locks it: the first eight bytes of SHA-256 of "latchkey". */
    private static final long LOCK = 0x03e7_59a0_6bdc_bf94L;

    private final Database database;

    Migration(Database database) {
        this.database = database;
    }

    /**
     * Checks the tables.
     *
     * @param migrate whether to make or change them if they are missing or old
     * @param limit how long a look may take
     * @throws ConfigurationException if they are newer than this version knows, or older and not to be changed
     */
    void require(boolean migrate, Duration limit) throws JdbcStoreException, InterruptedException {
        int version = database.read("reading the version of the tables", limit, Migration::version);
        if (version < JdbcSchema.VERSION && migrate) {
            version = migrate();
        }
        if (version > JdbcSchema.VERSION) {
            throw refused("are of version " + version + ", and this Latchkey knows no newer one than "
                    + JdbcSchema.VERSION + ": it would lose what it does not know; use a newer Latchkey");
        } else if (version == NONE) {
            throw refused("are missing: let the store make them (migrate), or make them with latchkey database migrate,"
                    + " or with the SQL that latchkey database schema "
                    + database.dialect().word() + " prints");
        } else if (version < JdbcSchema.VERSION) {
            throw refused("are of version " + version + ", and this Latchkey needs " + JdbcSchema.VERSION
                    + ": let the store change them (migrate), or change them with latchkey database migrate, or with the"
                    + " SQL that latchkey database schema " + database.dialect().word() + " --from " + version
                    + " prints");
        }
    }

    private static ConfigurationException refused(String why) {
        return new ConfigurationException("JDBC store", List.of(new Fault("", "the tables latchkey_* " + why)));
    }

    private static int version(Borrowed db) throws SQLException {
        // PostgreSQL gives a transaction up after any error, but for those after a savepoint.
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

    /** {@return the version that is there afterwards} Of many nodes that start at once, one does the work. */
    private int migrate() throws JdbcStoreException, InterruptedException {
        try (Borrowed db = database.borrow(LIMIT)) {
            return switch (database.dialect()) {
                case POSTGRESQL -> inOneTransaction(db);
                case H2 -> withLockedRow(db);
            };
        } catch (SQLException e) {
            throw new JdbcStoreException("making the tables", e);
        }
    }

    private static int inOneTransaction(Borrowed db) throws SQLException {
        db.beginWriting();
        db.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        int version = apply(db);
        db.connection().commit();
        return version;
    }

    // In H2, each statement that creates a table commits, so a second connection runs them while this one holds the lock.
    private int withLockedRow(Borrowed db) throws SQLException, JdbcStoreException, InterruptedException {
        db.autoCommitting()
                .execute("CREATE TABLE IF NOT EXISTS latchkey_schema_lock (id integer NOT NULL PRIMARY KEY)");
        db.execute("MERGE INTO latchkey_schema_lock KEY (id) VALUES (1)");
        db.beginWriting();
        db.execute("SELECT id FROM latchkey_schema_lock WHERE id = 1 FOR UPDATE");
        try (Borrowed other = database.borrow(LIMIT)) {
            return apply(other.autoCommitting());
        } finally {
            db.rollback();
        }
    }

    private static int apply(Borrowed db) throws SQLException {
        int version = version(db);
        if (version >= JdbcSchema.VERSION) {
            return version;
        }
        for (String statement : JdbcSchema.statements(db.dialect(), version)) {
            db.execute(statement);
        }
        LOG.info("the tables latchkey_* were brought from version {} to {}", version, JdbcSchema.VERSION);
        return JdbcSchema.VERSION;
    }
}
