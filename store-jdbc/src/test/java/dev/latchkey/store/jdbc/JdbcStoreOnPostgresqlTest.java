package dev.latchkey.store.jdbc;

final class JdbcStoreOnPostgresqlTest extends JdbcStoreTest {

    JdbcStoreOnPostgresqlTest() {
        super(SqlDialect.POSTGRESQL);
    }
}
