package dev.latchkey.store.jdbc;

final class JdbcStoreOnH2Test extends JdbcStoreTest {

    JdbcStoreOnH2Test() {
        super(SqlDialect.H2);
    }
}
