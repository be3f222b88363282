package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.configuration.ConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Borrowing connections from a pool that may block")
@Timeout(60)
final class DatabaseTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final DataSource source = mock(DataSource.class);
    private final Connection connection = mock(Connection.class);
    private final DatabaseMetaData product = mock(DatabaseMetaData.class);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private Database database;

    @BeforeEach
    void open() throws Exception {
        when(source.getConnection()).thenReturn(connection);
        when(connection.getMetaData()).thenReturn(product);
        database = Database.open(source, SqlDialect.H2, LONG);
    }

    @AfterEach
    void close() {
        blocked.countDown();
        database.close();
    }

    private void block() throws SQLException {
        when(source.getConnection()).thenAnswer(call -> {
            blocked.await();
            return connection;
        });
    }

    @Test
    void asksNothingIfTheDialectIsSet() throws Exception {
        assertThat(database.dialect()).isEqualTo(SqlDialect.H2);
        verify(source, never()).getConnection();
    }

    @ParameterizedTest
    @CsvSource({"H2, H2", "PostgreSQL, POSTGRESQL"})
    void asksForTheDialect(String name, SqlDialect dialect) throws Exception {
        when(product.getDatabaseProductName()).thenReturn(name);

        try (Database asked = Database.open(source, null, LONG)) {
            assertThat(asked.dialect()).isEqualTo(dialect);
        }

        verify(connection).close();
    }

    @Test
    void refusesOtherDatabases() throws Exception {
        when(product.getDatabaseProductName()).thenReturn("Other");

        assertThatThrownBy(() -> Database.open(source, null, LONG))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("neither PostgreSQL nor H2");

        verify(connection).close();
    }

    @Test
    void reportsThatItCannotAsk() throws Exception {
        when(product.getDatabaseProductName()).thenThrow(new SQLException("may quote a password", "08006"));

        assertThatThrownBy(() -> Database.open(source, null, LONG))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("detecting the kind of database: java.sql.SQLException, SQLState 08006");
    }

    @Test
    void reportsWhyThereIsNoConnection() throws Exception {
        when(source.getConnection()).thenThrow(new SQLException("may quote a password", "08001"));

        assertThatThrownBy(() -> database.borrow(LONG))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("connecting to the database: java.sql.SQLException, SQLState 08001");
        assertThatThrownBy(() -> database.borrowHere(LONG))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("connecting to the database: java.sql.SQLException, SQLState 08001");
    }

    @Test
    void closesAConnectionThatComesTooLate() throws Exception {
        block();

        assertThatThrownBy(() -> database.borrow(SHORT))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("no database connection within 20 ms");
        verify(connection, never()).close();

        blocked.countDown();
        verify(connection, timeout(20_000)).close();
    }

    @Test
    void closesAConnectionThatNobodyWaitsForAnyMore() throws Exception {
        block();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> database.borrow(LONG)).isInstanceOf(InterruptedException.class);

        blocked.countDown();
        verify(connection, timeout(20_000)).close();
    }

    @Test
    void limitsHowManyThreadsWait() throws Exception {
        block();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Future<BoundedConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                waiting.add(callers.submit(() -> database.borrow(LONG)));
            }
            verify(source, timeout(20_000).times(16)).getConnection();

            assertThatThrownBy(() -> database.borrow(LONG))
                    .isInstanceOf(JdbcStoreException.class)
                    .hasMessage("too many threads wait for a database connection, or the store is closed");

            blocked.countDown();
            for (Future<BoundedConnection> each : waiting) {
                assertThat(each.get().connection()).isSameAs(connection);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void limitsTheTimeThatARequestWaits() throws Exception {
        block();

        assertThatThrownBy(() -> database.readWithin("reading", SHORT, db -> "read"))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("reading: took longer than 20 ms");

        blocked.countDown();
        assertThat(database.<String>readWithin("reading", LONG, db -> "read")).isEqualTo("read");
    }

    @Test
    void nothingIsBorrowedAfterItWasClosed() {
        database.close();

        assertThatThrownBy(() -> database.borrow(LONG)).hasMessageContaining("or the store is closed");
        assertThatThrownBy(() -> database.readWithin("reading", LONG, db -> "read"))
                .hasMessageContaining("or the store is closed");
    }
}
