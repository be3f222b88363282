package dev.latchkey.store.jdbc;

final class JdbcWritableStoreOnH2Test extends JdbcWritableStoreTest {

    JdbcWritableStoreOnH2Test() {
        super(SqlDialect.H2);
    }
}
