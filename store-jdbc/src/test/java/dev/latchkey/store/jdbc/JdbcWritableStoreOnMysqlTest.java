package dev.latchkey.store.jdbc;

/** Where there is a server: see {@link TestDatabase}. */
final class JdbcWritableStoreOnMysqlTest extends JdbcWritableStoreTest {

    JdbcWritableStoreOnMysqlTest() {
        super(SqlDialect.MYSQL);
    }
}
