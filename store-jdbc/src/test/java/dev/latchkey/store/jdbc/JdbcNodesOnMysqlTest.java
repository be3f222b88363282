package dev.latchkey.store.jdbc;

/** Where there is a server: see {@link TestDatabase}. */
final class JdbcNodesOnMysqlTest extends JdbcNodesTest {

    JdbcNodesOnMysqlTest() {
        super(SqlDialect.MYSQL);
    }
}
