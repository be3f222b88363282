package dev.latchkey.store.jdbc;

/** Where there is a server: see {@link TestDatabase}. */
final class JdbcStoreOnMysqlTest extends JdbcStoreTest {

    JdbcStoreOnMysqlTest() {
        super(SqlDialect.MYSQL);
    }
}
