package dev.latchkey.store.jdbc;

final class JdbcNodesOnH2Test extends JdbcNodesTest {

    JdbcNodesOnH2Test() {
        super(SqlDialect.H2);
    }
}
