package dev.latchkey.store.jdbc;

final class JdbcWritableStoreOnPostgresqlTest extends JdbcWritableStoreTest {

    JdbcWritableStoreOnPostgresqlTest() {
        super(SqlDialect.POSTGRESQL);
    }
}
