package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.matches;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.InOrder;
import org.slf4j.LoggerFactory;

/** Several nodes may start at once: one creates the tables while the others wait for its lock. */
final class MigrationTest {

    private final Database database = mock(Database.class);
    private final Connection connection = mock(Connection.class);
    private final Statement statement = mock(Statement.class);
    private final ResultSet version = mock(ResultSet.class);

    @BeforeEach
    void connect() throws Exception {
        PreparedStatement prepared = mock(PreparedStatement.class);
        when(prepared.executeQuery()).thenReturn(version);
        when(version.next()).thenReturn(true);
        when(connection.prepareStatement(anyString())).thenReturn(prepared);
        when(connection.createStatement()).thenReturn(statement);
        when(connection.getAutoCommit()).thenReturn(true);
    }

    private void require(SqlDialect dialect, int first, int underLock) throws Exception {
        when(database.dialect()).thenReturn(dialect);
        when(database.read(any(), any(), any())).thenReturn(first);
        when(database.borrow(any())).thenAnswer(call -> BoundedConnection.of(connection, dialect, TestSettings.LIMIT));
        when(version.getInt(1)).thenReturn(underLock);
        new Migration(database).require(true, TestSettings.LIMIT);
    }

    @Test
    void createsPostgresqlTablesInOneTransaction() throws Exception {
        require(SqlDialect.POSTGRESQL, 0, 0);

        InOrder order = inOrder(connection, statement);
        order.verify(connection).setAutoCommit(false);
        order.verify(statement).execute(contains("statement_timeout"));
        order.verify(statement).execute(contains("pg_advisory_xact_lock"));
        order.verify(statement).execute(matches("(?s).*CREATE TABLE .*latchkey_service_token \\(.*"));
        order.verify(connection).commit();
    }

    @Test
    void createsH2TablesWhileItHoldsALock() throws Exception {
        require(SqlDialect.H2, 0, 0);

        InOrder order = inOrder(connection, statement);
        order.verify(statement).execute(startsWith("MERGE INTO latchkey_schema_lock"));
        order.verify(connection).setAutoCommit(false);
        order.verify(statement).execute(contains("FOR UPDATE"));
        order.verify(statement).execute(matches("(?s).*CREATE TABLE .*latchkey_service_token \\(.*"));
        order.verify(connection).rollback();
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void leavesTablesThatAnotherNodeCreatedMeanwhile(SqlDialect dialect) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Migration.class);
        log.start();
        logger.addAppender(log);
        try {
            require(dialect, 0, JdbcSchema.VERSION);
        } finally {
            logger.detachAppender(log);
        }

        verify(statement, never()).execute(matches("(?s).*CREATE TABLE .*latchkey_service_token \\(.*"));
        assertThat(log.list).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void takesNoLockIfTablesAreUpToDate(SqlDialect dialect) throws Exception {
        require(dialect, JdbcSchema.VERSION, JdbcSchema.VERSION);

        verify(database, never()).borrow(any());
    }
}
