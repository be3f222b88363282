package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.postgresql.PGConnection;

@DisplayName("A connection that is borrowed from the app")
final class BoundedConnectionTest {

    private static final Duration LIMIT = Duration.ofMillis(1_200);

    private final Connection connection = mock(Connection.class);
    private final Statement statement = mock(Statement.class);
    private final PreparedStatement prepared = mock(PreparedStatement.class);

    @BeforeEach
    void connect() throws SQLException {
        when(connection.createStatement()).thenReturn(statement);
        when(connection.prepareStatement(anyString())).thenReturn(prepared);
        when(connection.getAutoCommit()).thenReturn(true);
        when(connection.getNetworkTimeout()).thenReturn(7_000);
        when(connection.getTransactionIsolation()).thenReturn(Connection.TRANSACTION_SERIALIZABLE);
    }

    private BoundedConnection borrowed(SqlDialect dialect) throws SQLException {
        return BoundedConnection.of(connection, dialect, LIMIT);
    }

    @Test
    void limitsTheNetworkAndRestoresItsTimeout() throws SQLException {
        BoundedConnection db = borrowed(SqlDialect.H2);
        verify(connection).setNetworkTimeout(any(), eq(2_200));

        db.close();

        InOrder order = inOrder(connection);
        order.verify(connection).setNetworkTimeout(any(), eq(7_000));
        order.verify(connection).close();
    }

    @Test
    void worksWithoutNetworkTimeouts() throws SQLException {
        when(connection.getNetworkTimeout()).thenThrow(new SQLFeatureNotSupportedException());

        borrowed(SqlDialect.H2).close();

        verify(connection, never()).setNetworkTimeout(any(), anyInt());
        verify(connection).close();
    }

    @Test
    void isReturnedIfItCannotBeUsed() throws SQLException {
        when(connection.isWrapperFor(PGConnection.class)).thenThrow(new SQLException("broken"));

        assertThatThrownBy(() -> borrowed(SqlDialect.POSTGRESQL)).isInstanceOf(SQLException.class);

        verify(connection).close();
    }

    @Test
    void keepsStatementsUnnamedWhileItIsBorrowed() throws SQLException {
        PGConnection driver = mock(PGConnection.class);
        when(driver.getPrepareThreshold()).thenReturn(5);
        when(connection.isWrapperFor(PGConnection.class)).thenReturn(true);
        when(connection.unwrap(PGConnection.class)).thenReturn(driver);

        BoundedConnection db = borrowed(SqlDialect.POSTGRESQL);
        verify(driver).setPrepareThreshold(0);
        db.close();

        verify(driver).setPrepareThreshold(5);
    }

    @Test
    void limitsStatementsToWholeSeconds() throws SQLException {
        BoundedConnection db = borrowed(SqlDialect.H2);

        db.execute("");
        verify(connection, never()).createStatement();
        db.execute("SELECT 1");
        assertThat(db.prepare("SELECT 2")).isSameAs(prepared);

        InOrder order = inOrder(statement);
        order.verify(statement).setQueryTimeout(2);
        order.verify(statement).execute("SELECT 1");
        order.verify(statement).close();
        verify(prepared).setQueryTimeout(2);
    }

    @Test
    void closesAStatementThatCannotBeLimited() throws SQLException {
        doThrow(new SQLException("no")).when(prepared).setQueryTimeout(anyInt());
        BoundedConnection db = borrowed(SqlDialect.H2);

        assertThatThrownBy(() -> db.prepare("SELECT 1")).isInstanceOf(SQLException.class);

        verify(prepared).close();
    }

    @Test
    void readsASnapshotAndEndsItsTransaction() throws Exception {
        BoundedConnection db = borrowed(SqlDialect.H2);

        assertThat(db.<String>readSnapshot(same -> same == db ? "read" : "other"))
                .isEqualTo("read");

        InOrder order = inOrder(connection);
        order.verify(connection).setAutoCommit(true);
        order.verify(connection).setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        order.verify(connection).setAutoCommit(false);
        order.verify(connection).rollback();
        assertThatThrownBy(() -> db.readSnapshot(same -> {
                    throw new SQLException("broken");
                }))
                .isInstanceOf(SQLException.class);
        order.verify(connection).rollback();
    }

    @Test
    void restoresIsolationAndAutoCommitOfTheApp() throws SQLException {
        when(connection.getAutoCommit()).thenReturn(false);
        BoundedConnection db = borrowed(SqlDialect.H2);
        db.beginWriting();
        when(connection.getTransactionIsolation()).thenReturn(Connection.TRANSACTION_READ_COMMITTED);
        db.beginWriting();
        when(connection.getAutoCommit()).thenReturn(false, true);

        db.close();

        InOrder order = inOrder(connection);
        order.verify(connection).rollback();
        order.verify(connection).setAutoCommit(true);
        order.verify(connection).setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        order.verify(connection).setAutoCommit(false);
        order.verify(connection).close();
    }

    @Test
    void changesNeitherIfItDidNothing() throws SQLException {
        when(connection.getTransactionIsolation()).thenReturn(Connection.TRANSACTION_READ_COMMITTED);

        BoundedConnection db = borrowed(SqlDialect.H2);
        db.autoCommitting();
        db.close();

        verify(connection, never()).setTransactionIsolation(anyInt());
        verify(connection, never()).setAutoCommit(false);
        verify(connection, never()).rollback();
    }

    @Test
    void isReturnedEvenIfItCannotBeRestored() throws SQLException {
        when(connection.getAutoCommit()).thenReturn(true).thenThrow(new SQLException("broken"));

        borrowed(SqlDialect.H2).close();

        verify(connection).close();
    }

    @Test
    @DisplayName("lets PostgreSQL limit transactions that write, without changing its session")
    void letsPostgresqlLimitTransactionsThatWrite() throws Exception {
        BoundedConnection db = borrowed(SqlDialect.POSTGRESQL);

        db.beginWriting();
        verify(statement)
                .execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 1200;"
                        + " SET LOCAL statement_timeout = 1700;"
                        + " SET LOCAL idle_in_transaction_session_timeout = 2400;"
                        + " SELECT set_config('synchronous_commit', 'on', true)"
                        + " WHERE current_setting('synchronous_commit') = 'off'");
        db.prepare("UPDATE latchkey_state SET stamp = 1");

        verify(connection, never()).setTransactionIsolation(anyInt());
        verify(prepared, never()).setQueryTimeout(anyInt());
        db.autoCommitting().prepare("SELECT 1");
        verify(prepared).setQueryTimeout(2);

        db.readSnapshot(same -> "read");
        verify(statement).execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }
}
