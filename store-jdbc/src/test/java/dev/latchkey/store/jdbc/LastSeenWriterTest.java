package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recording uses while other nodes change the same rows")
final class LastSeenWriterTest {

    private static final Instant USE = Instant.parse("2026-11-27T12:00:00Z");
    private final SQLException deadlock = new SQLException("deadlock", "40P01");

    private final Database database = mock(Database.class);
    private final Connection connection = mock(Connection.class);
    private final PreparedStatement statement = mock(PreparedStatement.class);
    private final LastSeenWriter writer = new LastSeenWriter(database, TestSettings.of(new ManualNanos()));

    @BeforeEach
    void connect() throws Exception {
        when(connection.prepareStatement(anyString())).thenReturn(statement);
        when(connection.createStatement()).thenReturn(mock(Statement.class));
        when(database.borrow(any()))
                .thenAnswer(call -> BoundedConnection.of(connection, SqlDialect.POSTGRESQL, call.getArgument(0)));
    }

    private static Map<UUID, Instant> uses(int count) {
        Map<UUID, Instant> uses = new HashMap<>();
        for (int i = 0; i < count; i++) {
            uses.put(new UUID(0, i), USE);
        }
        return uses;
    }

    @Test
    void commits500AtATime() throws Exception {
        writer.recordLastSeen(uses(1_001));

        verify(statement, times(1_001)).addBatch();
        verify(statement, times(3)).executeBatch();
        verify(connection, times(3)).commit();
        verify(connection, times(3)).close();
    }

    @Test
    void writesNothingForNoUse() throws Exception {
        writer.recordLastSeen(Map.of());

        verify(connection, times(0)).commit();
    }

    @Test
    void triesAgainAfterADeadlock() throws Exception {
        doThrow(deadlock).doThrow(deadlock).doNothing().when(connection).commit();

        writer.recordLastSeen(uses(1));

        verify(statement, times(3)).executeBatch();
    }

    @Test
    void givesUpAfterThreeDeadlocks() throws Exception {
        doThrow(deadlock).when(connection).commit();

        assertThatThrownBy(() -> writer.recordLastSeen(uses(1)))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessageContaining("40P01");

        verify(statement, times(3)).executeBatch();
    }

    @Test
    void givesUpAtOnceAfterAnotherFailure() throws Exception {
        doThrow(new SQLException("cut", "08006")).when(connection).commit();

        assertThatThrownBy(() -> writer.recordLastSeen(uses(1))).isInstanceOf(JdbcStoreException.class);

        verify(statement).executeBatch();
    }

    @Test
    void claimsANoticeOnce() throws Exception {
        when(statement.executeUpdate()).thenReturn(1, 0);

        assertThat(writer.claimExpiryNotice(new UUID(0, 1), USE)).isTrue();
        assertThat(writer.claimExpiryNotice(new UUID(0, 1), USE)).isFalse();
    }

    @Test
    void leavesANoticeToTheNodeThatWasFaster() throws Exception {
        when(statement.executeUpdate())
                .thenThrow(new SQLException("duplicate", "23505"))
                .thenThrow(new SQLException("cut", "08006"));

        assertThat(writer.claimExpiryNotice(new UUID(0, 1), USE)).isFalse();
        assertThatThrownBy(() -> writer.claimExpiryNotice(new UUID(0, 1), USE))
                .isInstanceOf(JdbcStoreException.class)
                .extracting(e -> ((JdbcStoreException) e).sqlState())
                .isEqualTo("08006");
    }

    @Test
    void hasALimitForEachStatement() throws Exception {
        writer.recordLastSeen(uses(1));

        verify(database).borrow(Duration.ofSeconds(20));
    }
}
